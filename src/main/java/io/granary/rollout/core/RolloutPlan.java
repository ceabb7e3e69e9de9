// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a pass decided.
 *
 * @param decisions exactly one for each selected site, in the order of UIDs
 * @param entries what to write down, in the order of UIDs: what differs from what was given, but for admissions
 * @param admissions in the order in which the slots were given
 * @param fetches sites that begin to fetch ahead, in the order of their places; written down before they are asked to
 * @param journal equal to the given one if nothing was latched
 * @param counts by wave
 * @param wakeUpAt when something changes by itself; {@link Instant#MAX} if nothing does
 */
public record RolloutPlan(
        List<Decision> decisions,
        List<Entry> entries,
        List<Entry> admissions,
        List<Entry> fetches,
        Journal journal,
        List<WaveState> waves,
        Map<String, Counts> counts,
        Instant wakeUpAt) {

    /** Whether something begins, and has to be written down before. */
    public boolean begins() {
        return !admissions.isEmpty() || !fetches.isEmpty();
    }

    /** The same without what begins, which does so at the next pass after that instant. */
    public RolloutPlan postponed(Instant until) {
        if (!begins()) {
            return this;
        }
        var begun = fetches.stream().map(Entry::site).collect(Collectors.toSet());
        var waiting = decisions.stream()
                .map(decision -> switch (decision) {
                    case Decision.Admit admit -> later(admit.site(), until);
                    case Decision.Stage stage when begun.contains(stage.site().uid()) -> later(stage.site(), until);
                    case Decision other -> other;
                })
                .toList();
        return new RolloutPlan(waiting, entries, List.of(), List.of(), journal, waves, counts, until);
    }

    private static Decision later(SiteView site, Instant until) {
        return new Decision.Hold(site, Reason.DECIDING, "starts within seconds, with others", until);
    }

    /** Facts of one wave; {@code ""} is the whole rollout. */
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
