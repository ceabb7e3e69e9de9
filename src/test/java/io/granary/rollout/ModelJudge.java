// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.granary.crd.v1alpha1.RolloutApprovalSpec.Decision;
import io.granary.crd.v1alpha1.RolloutReportSpec;
import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import io.granary.kube.Wire;
import io.granary.rollout.core.Decision.Hold;
import io.granary.rollout.core.Observed;
import io.granary.rollout.core.Phase;
import io.granary.rollout.core.RolloutPlanner;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.SiteUid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The promises I1 to I10 and those S1 to S26 that one rollout can show, each at the moment at which it could break. */
final class ModelJudge {
    private static final Set<Phase> WELL = Set.of(Phase.SUCCEEDED, Phase.CURRENT);

    private final ModelWorld world;
    private final Map<Line, Long> times = new HashMap<>();

    private record Line(int revision, String site) {}

    ModelJudge(ModelWorld world) {
        this.world = world;
    }

    /** Before the Rollout is written. */
    void status(RolloutStatus status) {
        var before = journal(world.hub);
        var after = status.journal();
        world.check(size(status) < 16 << 10, "I9: a status of 16 KB or more");
        if (before == null) {
            return;
        }
        world.check(after.epoch() >= before.epoch(), "S6: epoch of the journal went down");
        world.check(after.serial() >= before.serial(), "S1: admissions were taken back");
        world.check(after.revision().number() >= before.revision().number(), "S21: a revision came back");
        world.check(
                after.revision().number() > before.revision().number()
                        || after.latches().containsAll(before.latches()),
                "S4: a latch was opened again");
        if (after.serial() > before.serial()) {
            admissions(before, after);
        }
    }

    /** The moment from which admissions count. */
    private void admissions(Journal before, Journal after) {
        var control = world.hub.spec().control();
        var stopped = Boolean.TRUE.equals(control.paused())
                || Boolean.TRUE.equals(control.aborted())
                || before.pause() != null
                || after.pause() != null;
        world.check(!stopped, "I4: an admission counts after a pause, an abort or a trip");
        var limit = Integer.parseInt(control.maxConcurrency());
        var slots = slots(after.serial());
        world.check(slots <= limit, "I1: " + slots + " slots are taken, " + limit + " may be");
        for (var report : world.reports.values()) {
            for (var entry : report.spec().sites()) {
                if (entry.q() > before.serial() && entry.q() <= after.serial() && inFlight(entry)) {
                    admission(entry, report.spec().number(), after);
                }
            }
        }
    }

    private void admission(RolloutReportSpec.Entry entry, int revision, Journal journal) {
        var site = world.sites.get(new SiteUid(entry.s()));
        world.check(site.online, "I6: a slot for a site that is offline and never started");
        world.check(revision == journal.revision().number(), "I3: an admission for another revision");
        world.check(site.wave.equals("canary") || isPassed(journal), "I3: an admission before the canary is passed");
    }

    private int slots(long serial) {
        return (int) world.reports.values().stream()
                .flatMap(report -> report.spec().sites().stream())
                .filter(entry -> entry.q() <= serial && inFlight(entry))
                .count();
    }

    private static boolean inFlight(RolloutReportSpec.Entry entry) {
        return Phase.valueOf(entry.p()).isInFlight();
    }

    static boolean isPassed(Journal journal) {
        return journal.latches().stream().anyMatch(latch -> latch.wave().equals("canary") && latch.passedAt() != null);
    }

    private static @Nullable Journal journal(HubRollout hub) {
        return hub.status() == null ? null : hub.status().journal();
    }

    /** The moment from which nobody waits for the sites any more. */
    void letGo() {
        for (var site : world.sites.values()) {
            var atWork = site.runs.values().stream().anyMatch(run -> run.state == Sighting.State.RUNNING);
            world.check(!atWork || isLost(site), "S22: let go while " + site.view.name() + " is at work");
        }
    }

    private boolean isLost(ModelWorld.Site site) {
        return world.reports.values().stream()
                .flatMap(report -> report.spec().sites().stream())
                .anyMatch(entry ->
                        entry.s().equals(site.view.uid().value()) && entry.p().equals("LOST"));
    }

    /** Before a shard is dropped. */
    void drop(HubReport report) {
        var serial = journal(world.hub).serial();
        var held = report.spec().sites().stream().anyMatch(entry -> entry.q() <= serial && inFlight(entry));
        world.check(!held, "S22: a shard is dropped that has a site in flight");
    }

    /** After a shard is written. */
    void report(HubReport report) {
        world.check(bytes(report.spec()) < 512 << 10, "I9: a shard of 512 KB or more");
        for (var entry : report.spec().sites()) {
            var site = world.sites.get(new SiteUid(entry.s()));
            var late = times.merge(new Line(report.spec().number(), entry.s()), entry.t(), Math::max);
            world.check(entry.t() >= late, "S10: the time of an entry went back");
            if (entry.p().equals("SUCCEEDED")) {
                var good = site.runs.values().stream().anyMatch(run -> run.state == Sighting.State.SUCCEEDED);
                world.check(good, "S9: a success that never was");
            }
            world.check(entry.st() == null || !site.runs.isEmpty(), "R4: started without an action");
        }
    }

    /** After a pass: the same input gives the same plan, and every site has one decision with one reason. */
    void pass(Pass pass) {
        var given = pass.observed();
        var turned = new Observed(
                given.journal(),
                given.sites().reversed(),
                given.entries(),
                given.older(),
                given.sightings(),
                given.words(),
                given.rivals(),
                given.newest());
        world.check(
                RolloutPlanner.plan(pass.rules(), turned, pass.at()).equals(pass.plan()),
                "I8: another plan from the same input, in another order");
        world.fetches.pass(pass);
        var decided = new HashSet<SiteUid>();
        for (var decision : pass.plan().decisions()) {
            world.check(decided.add(decision.site().uid()), "I10: two decisions for one site");
            world.check(
                    !(decision instanceof Hold hold) || !hold.sentence().isBlank(),
                    "I10: a site is held without a word");
        }
        given.sites().forEach(site -> world.check(decided.contains(site.uid()), "I10: no decision for a site"));
    }

    /** A start of the second wave needs a yes to the first one, in this revision (S11). */
    boolean isApproved() {
        var hash = world.hub.status().journal().revision().hash();
        return world.words.stream()
                .anyMatch(word -> word.spec().decision() == Decision.Approve
                        && "canary".equals(word.spec().wave())
                        && word.spec().revision().equals(hash));
    }

    /** At the end: nothing is left under way, and what is written of each site is what the site holds (I7). */
    void end(RolloutStatus.Phase phase, boolean strict) {
        var journal = world.hub.status().journal();
        var failed = 0;
        for (var report : world.reports.values()) {
            if (report.spec().number() != journal.revision().number()) {
                continue;
            }
            for (var entry : report.spec().sites()) {
                failed += entry.p().equals("FAILED") ? 1 : 0;
                if (phase == RolloutStatus.Phase.Completed) {
                    ended(entry);
                }
            }
        }
        world.check(!strict || failed <= 3, "S14: " + failed + " failed, though Strict with 2");
        if (phase == RolloutStatus.Phase.Completed) {
            var entries = world.reports.values().stream()
                    .filter(report ->
                            report.spec().number() == journal.revision().number())
                    .mapToInt(report -> report.spec().sites().size())
                    .sum();
            world.check(entries == world.sites.size(), "I7: an outcome is lost");
        }
    }

    private void ended(RolloutReportSpec.Entry entry) {
        var site = world.sites.get(new SiteUid(entry.s()));
        var holds = site.content.equals(String.valueOf(world.hub.spec().target()));
        world.check(!inFlight(entry), "I7: complete, and an orphan is left at " + entry.s());
        world.check(WELL.contains(Phase.valueOf(entry.p())) == holds, "I7: " + entry.s() + " is not as written");
    }

    /** More than it can have: numbers and names have at most 300 bytes, a character at most three. */
    private static int bytes(RolloutReportSpec report) {
        var bytes = 0;
        for (var entry : report.sites()) {
            bytes += 300
                    + 3
                            * (entry.s().length()
                                    + (entry.m() == null ? 0 : entry.m().length()));
        }
        return bytes;
    }

    private static int size(RolloutStatus status) {
        try {
            return Wire.mapper().writeValueAsBytes(status).length;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> kinds(List<String> violations) {
        return violations.stream().map(each -> each.split(" ")[1]).distinct().toList();
    }
}
