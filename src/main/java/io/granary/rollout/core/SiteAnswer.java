// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout says of one site of its workspace.
 *
 * @param wave empty if the site takes no part
 * @param state one word: NotSelected, Waiting, Starting, Fetching, Running, Stopping, or how it ended
 * @param reason of the planner's decision, in CamelCase
 * @param sentence the decision's own
 * @param until when it may change by itself; null if only by an event
 * @param next what comes then, if nothing else happens
 * @param entry what is written down; null before anything was
 */
public record SiteAnswer(
        SiteView site,
        String wave,
        String state,
        String reason,
        String sentence,
        @Nullable Instant until,
        String next,
        @Nullable Entry entry) {}
