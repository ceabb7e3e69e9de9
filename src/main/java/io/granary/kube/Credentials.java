// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import org.jspecify.annotations.Nullable;

/** What a request is signed with. Read for each request, so that a rotated token is used at once. Never blocks. */
public interface Credentials {

    /** The value of the {@code Authorization} header, or null where a client certificate speaks. */
    @Nullable
    String authorization();

    /** The server answered 401 to this value: have it read again, where that can help. */
    void refused(@Nullable String authorization);

    /** Requests without an {@code Authorization} header. */
    static Credentials none() {
        return of(null);
    }

    /** One value for ever. */
    static Credentials of(@Nullable String authorization) {
        return new Credentials() {
            @Override
            public @Nullable String authorization() {
                return authorization;
            }

            @Override
            public void refused(@Nullable String value) {
                // Nothing else is known.
            }
        };
    }
}
