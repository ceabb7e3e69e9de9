// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.List;
import java.util.Map;

/** Who asks, after authentication and impersonation, as TokenReview and SubjectAccessReview describe a user. */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    /** Allowed everything by the default authorizer. */
    public static final User ADMIN = new User("admin", "", List.of("system:masters", "system:authenticated"), Map.of());

    public User {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    public static User named(String name, String... groups) {
        return new User(name, "", List.of(groups), Map.of());
    }
}
