// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All of a rollout's status, computed in this one file from a plan; only the journal is ever read back. */
public final class RolloutStatuses {
    private RolloutStatuses() {}

    public static RolloutStatus of(
            Rules rules,
            RolloutPlan plan,
            List<SiteView> known,
            @Nullable RolloutStatus before,
            long generation,
            Instant now) {
        var all = plan.counts().get("");
        var journal = plan.journal();
        var phase = phase(rules, plan, all);
        var wave = plan.waves().stream()
                .filter(state -> state.stand() != WaveState.Stand.PASSED)
                .map(WaveState::wave)
                .findFirst()
                .orElse(null);
        var at = plan.wakeUpAt();
        var wake = at.equals(Instant.MAX)
                ? null
                : at.truncatedTo(ChronoUnit.MINUTES).toString();
        return new RolloutStatus(
                journal,
                journal.revision(),
                phase,
                wave,
                journal.pause(),
                waves(plan),
                totals(plan, all),
                wake,
                journal.revision().shards(),
                eta(journal, all, phase, now),
                new RolloutConditions(rules, plan, phase, known).conditions(before, generation, now),
                generation);
    }

    /** The same status once admissions with this serial count. */
    public static RolloutStatus confirmed(RolloutStatus status, long serial) {
        var journal = status.journal();
        return journal == null
                ? status
                : with(
                        status,
                        new Journal(
                                journal.epoch(),
                                serial,
                                journal.revision(),
                                journal.pause(),
                                journal.accepted(),
                                journal.latches(),
                                journal.consumed()));
    }

    public static RolloutStatus with(@Nullable RolloutStatus status, Journal journal) {
        return status == null
                ? new RolloutStatus(
                        journal,
                        journal.revision(),
                        RolloutStatus.Phase.Planned,
                        null,
                        null,
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null)
                : new RolloutStatus(
                        journal,
                        journal.revision(),
                        status.phase(),
                        status.wave(),
                        journal.pause(),
                        status.waves(),
                        status.totals(),
                        status.nextWake(),
                        journal.revision().shards(),
                        status.eta(),
                        status.conditions(),
                        status.observedGeneration());
    }

    private static RolloutStatus.Phase phase(Rules rules, RolloutPlan plan, RolloutPlan.@Nullable Counts all) {
        if (rules.aborted()) {
            return RolloutStatus.Phase.Aborted;
        }
        if (plan.journal().pause() != null) {
            return RolloutStatus.Phase.Paused;
        }
        if (all == null) {
            return RolloutStatus.Phase.Planned;
        }
        var begun = all.succeeded() + all.inFlight() + all.failed() + all.timedOut() + all.lost() > 0;
        if (rules.paused()) {
            return begun ? RolloutStatus.Phase.Paused : RolloutStatus.Phase.Planned;
        }
        if (all.inFlight() + all.waiting() > 0) {
            return RolloutStatus.Phase.Running;
        }
        var passed = plan.waves().stream().allMatch(wave -> wave.stand() == WaveState.Stand.PASSED);
        if (!passed) {
            return RolloutStatus.Phase.Running;
        }
        return all.deferred() > 0 ? RolloutStatus.Phase.CompletedWithDeferred : RolloutStatus.Phase.Completed;
    }

    private static List<RolloutStatus.WaveInfo> waves(RolloutPlan plan) {
        var waves = new ArrayList<RolloutStatus.WaveInfo>();
        for (var state : plan.waves()) {
            var count = plan.counts().getOrDefault(state.wave(), RolloutPlan.Counts.of(new Census()));
            var passed = plan.journal().latches().stream()
                    .filter(latch -> latch.wave().equals(state.wave()))
                    .map(RolloutStatus.WaveLatch::passedAt)
                    .findFirst()
                    .orElse(null);
            waves.add(new RolloutStatus.WaveInfo(
                    state.wave(),
                    state.stand().name(),
                    state.message(),
                    count.selected(),
                    count.eligible(),
                    count.succeeded(),
                    count.inFlight(),
                    count.failed() + count.timedOut(),
                    count.deferred(),
                    count.waiting(),
                    passed));
        }
        return waves;
    }

    private static RolloutStatus.@Nullable Totals totals(RolloutPlan plan, RolloutPlan.@Nullable Counts all) {
        if (all == null) {
            return null;
        }
        Map<String, Integer> held = new TreeMap<>();
        for (var decision : plan.decisions()) {
            if (decision instanceof Decision.Hold) {
                held.merge(decision.reason().text(), 1, Integer::sum);
            }
        }
        return new RolloutStatus.Totals(
                all.succeeded() + "/" + all.eligible(),
                all.selected(),
                all.eligible(),
                all.current(),
                all.succeeded(),
                all.inFlight(),
                all.staged(),
                all.failed(),
                all.timedOut(),
                all.lost(),
                all.deferred(),
                all.skipped(),
                held);
    }

    /** From the pace so far; half as fast for the pessimist. */
    private static RolloutStatus.@Nullable Eta eta(
            Journal journal, RolloutPlan.@Nullable Counts all, RolloutStatus.Phase phase, Instant now) {
        if (all == null || all.succeeded() == 0 || phase != RolloutStatus.Phase.Running) {
            return null;
        }
        var spent = Duration.between(Instant.parse(journal.revision().since()), now);
        var left = spent.dividedBy(all.succeeded()).multipliedBy(all.eligible() - all.succeeded());
        return new RolloutStatus.Eta(
                rounded(now.plus(left), left), rounded(now.plus(left.multipliedBy(2)), left.multipliedBy(2)));
    }

    /** Up to the next five minutes or hour, so that the status is not written for every second that passes. */
    private static String rounded(Instant end, Duration left) {
        var step = left.compareTo(Duration.ofHours(2)) < 0 ? Duration.ofMinutes(5) : Duration.ofHours(1);
        var steps = end.getEpochSecond() / step.toSeconds() + 1;
        return Instant.ofEpochSecond(steps * step.toSeconds()).toString();
    }
}
