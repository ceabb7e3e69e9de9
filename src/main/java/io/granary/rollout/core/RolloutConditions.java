// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.Condition;
import io.granary.crd.v1alpha1.RolloutStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout says of itself as a whole: why it stands where it stands, and what somebody may have meant otherwise.
 */
final class RolloutConditions {
    private static final int MOST_NAMED = 3;
    /** Holds that do not pass by themselves. */
    private static final Set<Reason> FOR_A_PERSON =
            EnumSet.of(Reason.PRECHECK, Reason.NO_TIME_ZONE, Reason.SITE_HOLD, Reason.CLOCK_SKEW, Reason.CLOCK_BACK);

    private final Rules rules;
    private final RolloutPlan plan;
    private final RolloutStatus.Phase phase;
    private final List<SiteView> known;

    /** @param known sites of the workspace */
    RolloutConditions(Rules rules, RolloutPlan plan, RolloutStatus.Phase phase, List<SiteView> known) {
        this.rules = rules;
        this.plan = plan;
        this.phase = phase;
        this.known = known;
    }

    List<Condition> conditions(@Nullable RolloutStatus before, long generation, Instant now) {
        var done = phase == RolloutStatus.Phase.Completed || phase == RolloutStatus.Phase.CompletedWithDeferred;
        var pause = plan.journal().pause();
        var bad = tolerated();
        var why = pause != null ? pause.message() + named() : standing(bad);
        var reason = done && !bad.isEmpty() ? "CompletedWithFailures" : phase.name();
        var running = phase == RolloutStatus.Phase.Running ? "True" : "False";
        return List.of(
                condition("Complete", done ? "True" : "False", reason, why + strangers(), before, generation, now),
                condition("Progressing", running, phase.name(), why + strangers(), before, generation, now));
    }

    private String standing(String bad) {
        return plan.waves().stream()
                .filter(state -> state.stand() != WaveState.Stand.PASSED)
                .findFirst()
                .map(state -> "wave " + state.wave() + ": " + state.message() + stuck())
                .orElse("all waves are passed" + bad);
    }

    /** Nothing is under way, and what holds sites will not pass by itself. */
    private String stuck() {
        var all = plan.counts().get("");
        var held = plan.decisions().stream()
                .filter(decision -> decision instanceof Decision.Hold && FOR_A_PERSON.contains(decision.reason()))
                .toList();
        if (held.isEmpty() || all == null || all.inFlight() > 0) {
            return "";
        }
        var first = held.getFirst();
        var more = held.size() - 1;
        return "; " + first.site().name() + (more > 0 ? " and " + more + " more are held: " : " is held: ")
                + first.sentence();
    }

    /** Names of sites that the workspace does not have: a slip of the pen there touches what it should spare. */
    private String strangers() {
        var sites = rules.spec().sites();
        var meant = new ArrayList<String>(rules.control().skip());
        if (sites != null) {
            meant.addAll(sites.exclude());
        }
        rules.spec().waves().stream()
                .flatMap(wave -> wave.select() == null ? Stream.of() : wave.select().names().stream())
                .forEach(meant::add);
        if (meant.isEmpty()) {
            return "";
        }
        var names = known.stream().map(SiteView::name).collect(Collectors.toCollection(HashSet::new));
        var missing =
                meant.stream().filter(name -> !names.contains(name)).distinct().toList();
        var more = missing.size() - MOST_NAMED;
        return missing.isEmpty()
                ? ""
                : "; the workspace has no site "
                        + missing.stream().limit(MOST_NAMED).collect(Collectors.joining(", nor "))
                        + (more > 0 ? ", nor " + more + " others that are named" : "");
    }

    /** Empty if every site that started came to a good end. */
    private String tolerated() {
        var all = plan.counts().get("");
        return all == null || all.failed() + all.timedOut() + all.lost() == 0
                ? ""
                : ", but " + all.failed() + " failed, " + all.timedOut() + " timed out and " + all.lost() + " are lost"
                        + named();
    }

    /** The first sites that came to a bad end, each with its own words. */
    private String named() {
        var sentences = plan.decisions().stream()
                .flatMap(decision -> decision instanceof Decision.Done done
                                && done.entry() != null
                                && done.entry().phase().isBad()
                        ? Stream.of(done.site().name() + ": " + done.entry().message())
                        : Stream.empty())
                .toList();
        var told = sentences.stream().limit(MOST_NAMED).collect(Collectors.joining("; "));
        var more = sentences.size() - MOST_NAMED;
        return sentences.isEmpty() ? "" : " (" + told + (more > 0 ? "; and " + more + " more" : "") + ")";
    }

    static Condition condition(
            String type,
            String value,
            String reason,
            String why,
            @Nullable RolloutStatus before,
            long generation,
            Instant now) {
        var since = before == null
                ? now.toString()
                : before.conditions().stream()
                        .filter(old -> old.type().equals(type) && old.status().equals(value))
                        .map(Condition::lastTransitionTime)
                        .findFirst()
                        .orElse(now.toString());
        return new Condition(type, value, generation, since, reason, why);
    }
}
