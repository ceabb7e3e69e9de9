// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A site of the workspace as the engine sees it.
 *
 * @param name that people know it by
 * @param joinedAt when the fleet first knew it
 * @param contact whether we can reach it
 * @param skew of its clock against the hub's, absolute
 * @param hold a stop that a person set
 */
public record SiteView(
        SiteUid uid,
        String name,
        Map<String, String> labels,
        SiteCalendar calendar,
        Instant joinedAt,
        Contact contact,
        Duration skew,
        @Nullable Hold hold) {

    /**
     * @param reachable connected, and its facts are younger than the age they may have
     * @param lastSeen when its facts were last good
     */
    public record Contact(boolean reachable, Instant lastSeen) {}

    /** @param until {@link Instant#MAX} for ever */
    public record Hold(String reason, Instant until) {}
}
