// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What answers {@code <verb> …/<resource>/<name>/<subresource>}: KubeVirt's start, stop, migrate and the like. */
@FunctionalInterface
public interface SubresourceHandler {
    /** A call; {@code body} is null when none was sent. {@code query} as {@code name -> first value}. */
    record Call(
            String method,
            ResourceType type,
            String subresource,
            ObjectKey key,
            @Nullable JsonNode body,
            User user,
            Map<String, String> query) {}

    /** An answer; null body sends none. */
    record Answer(int code, @Nullable JsonNode body) {
        public static final Answer ACCEPTED = new Answer(202, null);
    }

    /**
     * Answers, or throws a {@link StatusException}. The object need not exist: {@code calls} for a missing one get here
     * too, since KubeVirt answers them itself.
     */
    Answer handle(ObjectStore store, Call call);
}
