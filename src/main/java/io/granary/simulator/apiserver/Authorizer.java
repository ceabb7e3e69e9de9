// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.List;
import java.util.Optional;

/** Who may do what: asked for every request and by SubjectAccessReviews. */
@FunctionalInterface
public interface Authorizer {
    /** Attributes as in a SubjectAccessReview; {@code path} is set, and the rest empty, for non-resource requests. */
    record Attributes(
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name,
            String path) {}

    /** The verdict and, for people, why. */
    record Verdict(boolean allowed, String reason) {
        public static final Verdict ALLOWED = new Verdict(true, "");
    }

    Verdict authorize(User user, Attributes attributes);

    /** What somebody may in a namespace; empty where it cannot be told as rules. */
    default Optional<List<PolicyRule>> rulesOf(User user, String namespace) {
        return Optional.empty();
    }

    /** Lets everybody do everything. */
    Authorizer EVERYBODY = (user, attributes) -> Verdict.ALLOWED;
}
