// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the last probe of a site found. */
public sealed interface ProbeFacts {

    /**
     * The site answered.
     *
     * @param at by the hub's clock
     * @param siteUid of the namespace kube-system
     * @param harvesterVersion null where the setting {@code server-version} is absent or cannot be read
     * @param clockSkew how far the site's clock is ahead; null where it did not say
     * @param certificateExpires of the server at the door; null where it is not known
     */
    record Answered(
            Instant at,
            String siteUid,
            @Nullable String harvesterVersion,
            @Nullable String kubernetesVersion,
            int nodesReady,
            int nodesTotal,
            @Nullable Duration clockSkew,
            @Nullable Instant certificateExpires)
            implements ProbeFacts {}

    /**
     * It did not, or not with what was asked.
     *
     * @param at by the hub's clock
     * @param reason one word in CamelCase
     * @param message one sentence
     * @param lastAnswer when and what it answered last; null if it never did
     */
    record Failed(
            Instant at,
            String reason,
            String message,
            @Nullable Answered lastAnswer) implements ProbeFacts {}

    /** The last good answer, or null. */
    static @Nullable Answered answer(@Nullable ProbeFacts probe) {
        return switch (probe) {
            case null -> null;
            case Answered answered -> answered;
            case Failed failed -> failed.lastAnswer();
        };
    }
}
