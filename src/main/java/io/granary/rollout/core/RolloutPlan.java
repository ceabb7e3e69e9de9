// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a pass decided.
 *
 * @param decisions exactly one for each selected site, in the order of UIDs
 * @param entries what to write down, in the order of UIDs: what differs from what was given, but for admissions
 * @param admissions in the order in which the slots were given
 * @param journal equal to the given one if nothing was latched
 * @param counts by wave
 * @param wakeUpAt when something changes by itself; {@link Instant#MAX} if nothing does
 */
public record RolloutPlan(
        List<Decision> decisions,
        List<Entry> entries,
        List<Entry> admissions,
        Journal journal,
        List<WaveState> waves,
        Map<String, Counts> counts,
        Instant wakeUpAt) {

    /** Facts of one wave; {@code ""} is the whole rollout. */
    /** The same without its admissions, which come at the next pass after that instant. */
    public RolloutPlan postponed(Instant until) {
        if (admissions.isEmpty()) {
            return this;
        }
        var waiting = decisions.stream()
                .map(decision -> decision instanceof Decision.Admit admit
                        ? new Decision.Hold(admit.site(), Reason.DECIDING, "starts within seconds, with others", until)
                        : decision)
                .toList();
        return new RolloutPlan(waiting, entries, List.of(), journal, waves, counts, until);
    }

    public record Counts(
            int selected,
            int eligible,
            int succeeded,
            int current,
            int inFlight,
            int failed,
            int timedOut,
            int lost,
            int deferred,
            int skipped,
            int waiting,
            int staged) {

        static Counts of(Census census) {
            return new Counts(
                    census.selected,
                    census.eligible(),
                    census.succeeded,
                    census.current,
                    census.inFlight,
                    census.failed,
                    census.timedOut,
                    census.lost,
                    census.deferred,
                    census.skipped,
                    census.waiting,
                    census.staged);
        }
    }
}
