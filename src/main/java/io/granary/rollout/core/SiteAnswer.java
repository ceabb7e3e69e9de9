// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.Instant;
import java.util.List;
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
 * @param preflight what a look before the start found
 */
public record SiteAnswer(
        SiteView site,
        String wave,
        String state,
        String reason,
        String sentence,
        @Nullable Instant until,
        String next,
        @Nullable Entry entry,
        Preflight preflight) {

    /**
     * What a look before the start found, whatever else holds the site.
     *
     * @param verdict Fine, Warned, Held, Refused, NotApplicable; Unknown where the site was not looked at
     */
    public record Preflight(String verdict, List<Sighting.Note> notes) {
        public static final Preflight UNKNOWN = new Preflight("Unknown", List.of());

        public Preflight {
            notes = List.copyOf(notes);
        }

        /** @param seen null where nothing was */
        static Preflight of(@Nullable Sighting seen) {
            if (seen == null || seen.desired() == Sighting.Desired.UNKNOWN) {
                return UNKNOWN;
            }
            var check = seen.precheck();
            var verdict = switch (check.verdict()) {
                case OK ->
                    check.notes().stream().allMatch(note -> note.weight() == Sighting.Weight.TELLS) ? "Fine" : "Warned";
                case RETRY -> "Held";
                case PERMANENT -> "Refused";
                case NOT_APPLICABLE -> "NotApplicable";
            };
            return new Preflight(verdict, check.notes());
        }
    }
}
