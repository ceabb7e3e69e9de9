// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.Condition;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.rollout.core.Decision;
import io.granary.rollout.core.Observed;
import io.granary.rollout.core.Phase;
import io.granary.rollout.core.RolloutPlan;
import io.granary.rollout.core.Rules;
import java.time.Instant;
import java.util.TreeSet;

/**
 * How a rollout leaves: one that is deleted starts nothing more, and is let go when no site is at work for it or locked
 * by it. A site that is out of reach is waited for until it is lost; one that may keep a lock, until it is given up.
 */
final class Departure {
    private static final int MOST_NAMED = 3;

    private Departure() {}

    /**
     * The spec of a rollout that is being deleted: as if it were aborted, so that all that heeds an abort heeds this.
     */
    static RolloutSpec ended(RolloutSpec spec) {
        var control = Rules.control(spec);
        return spec.with(control.stopped(control.paused(), true));
    }

    /** Names of the sites that still have to do with the rollout; empty if it may go. */
    static TreeSet<String> waitsFor(Rules rules, Observed observed, RolloutPlan plan, Instant now) {
        var names = new TreeSet<String>();
        for (var decision : plan.decisions()) {
            var seen = observed.sightings().get(decision.site().uid());
            if (isAtWork(decision)
                    || (seen != null && rules.seed().equals(seen.lockOwner()))
                    || mayKeepItsLock(rules, decision, now)) {
                names.add(decision.site().name());
            }
        }
        return names;
    }

    private static boolean isAtWork(Decision decision) {
        return switch (decision) {
            case Decision.Admit admit -> true;
            case Decision.Release release -> true;
            case Decision.Follow follow -> true;
            case Decision.Cancel cancel -> cancel.entry().phase().isInFlight();
            case Decision.Stage stage -> false;
            case Decision.Hold hold -> false;
            case Decision.Done done -> false;
        };
    }

    private static boolean mayKeepItsLock(Rules rules, Decision decision, Instant now) {
        var entry = decision instanceof Decision.Done done ? done.entry() : null;
        return rules.exclusive()
                && entry != null
                && entry.phase() == Phase.LOST
                && now.isBefore(entry.since().plus(rules.times().giveUp()));
    }

    /** Whether a rollout that nobody deletes is at its end. */
    static boolean isOver(RolloutStatus status) {
        var phase = status.phase();
        return phase == RolloutStatus.Phase.Completed
                || phase == RolloutStatus.Phase.CompletedWithDeferred
                || phase == RolloutStatus.Phase.Aborted;
    }

    /** The status with what a deletion waits for. */
    static RolloutStatus told(RolloutStatus status, TreeSet<String> sites) {
        var named = String.join(", ", sites.stream().limit(MOST_NAMED).toList());
        var more = sites.size() > MOST_NAMED ? " and " + (sites.size() - MOST_NAMED) + " more" : "";
        var why = "is being deleted, and waits for what is at work at " + named + more;
        var conditions = status.conditions().stream()
                .map(c -> new Condition(
                        c.type(), c.status(), c.observedGeneration(), c.lastTransitionTime(), "Deleting", why))
                .toList();
        return new RolloutStatus(
                status.journal(),
                status.revision(),
                status.phase(),
                status.wave(),
                status.pause(),
                status.waves(),
                status.totals(),
                status.nextWake(),
                status.reports(),
                null,
                conditions,
                status.observedGeneration());
    }
}
