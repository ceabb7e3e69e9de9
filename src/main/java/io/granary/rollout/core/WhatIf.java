// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutApprovalSpec;
import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The planner, asked what it would decide if a rollout that stands still were resumed this moment. */
final class WhatIf {
    private WhatIf() {}

    static RolloutPlan resumed(Rules rules, Observed observed, Instant now) {
        var free = unpaused(rules);
        var words = new ArrayList<>(observed.words());
        words.add(new Word("if-resumed", resume(observed), now));
        var seen = with(observed.journal(), observed, words);
        var plan = RolloutPlanner.plan(free, seen, now);
        // A pass that latches something admits nothing; at most each wave latches twice, and the pause once.
        for (int pass = 0; pass <= 2 * rules.waves().size() && !isSettled(plan, seen); pass++) {
            seen = with(plan.journal(), observed, words);
            plan = RolloutPlanner.plan(free, seen, now);
        }
        return plan;
    }

    private static boolean isSettled(RolloutPlan plan, Observed seen) {
        return plan.journal().equals(seen.journal());
    }

    private static RolloutApprovalSpec resume(Observed observed) {
        var hash = observed.journal().revision().hash();
        var resume = RolloutApprovalSpec.Decision.Resume;
        return new RolloutApprovalSpec("", hash, null, null, resume, null, null, List.of(), null);
    }

    private static Observed with(Journal journal, Observed observed, List<Word> words) {
        return new Observed(
                journal,
                observed.sites(),
                observed.entries(),
                observed.older(),
                observed.sightings(),
                words,
                observed.rivals(),
                observed.newest());
    }

    private static Rules unpaused(Rules rules) {
        var control = rules.control();
        var free = rules.spec().with(control.stopped(null, control.aborted()));
        return new Rules(
                rules.seed(),
                free,
                rules.traits(),
                rules.waves(),
                rules.concurrency(),
                rules.brakes(),
                rules.times(),
                rules.ahead());
    }
}
