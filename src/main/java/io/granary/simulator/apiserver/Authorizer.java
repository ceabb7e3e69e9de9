// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

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

    /** Lets everybody do everything. */
    Authorizer EVERYBODY = (user, attributes) -> Verdict.ALLOWED;
}
