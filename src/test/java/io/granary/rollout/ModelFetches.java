// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutReportSpec;
import io.granary.rollout.core.Decision;
import io.granary.rollout.core.Phase;
import io.granary.rollout.core.RolloutPlanner;
import io.granary.rollout.core.Rules;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.SiteUid;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the sites of a model run fetch ahead, and the promises about it; and about what is taken back and cleared. */
final class ModelFetches {
    private static final Duration SOONEST_AGAIN = Duration.ofMinutes(24);
    private static final int MOST = 5;

    private final ModelWorld world;
    private final Map<SiteUid, Map<String, Fetch>> fetches = new HashMap<>();

    /** @param dark whether the line was cut since it began: such a one holds no place, and goes on when it is back */
    private record Fetch(RolloutPayload.Order order, Instant ends, boolean fails, int times, boolean dark) {}

    ModelFetches(ModelWorld world) {
        this.world = world;
    }

    private Map<String, Fetch> at(SiteUid site) {
        return fetches.computeIfAbsent(site, uid -> new TreeMap<>());
    }

    Sighting.Staged seen(RolloutPayload.Order order) {
        var fetch = at(order.site().uid()).get(order.name());
        if (fetch == null) {
            return Sighting.Staged.NO;
        }
        return world.now.isBefore(fetch.ends())
                ? Sighting.Staged.running("fetching")
                : fetch.fails() ? Sighting.Staged.failed("disk full") : Sighting.Staged.DONE;
    }

    void begin(RolloutPayload.Order order, RolloutPayload.Ahead terms) {
        var site = world.sites.get(order.site().uid());
        if (!site.online || world.now.isAfter(terms.deadline())) {
            throw new SiteLedger.SiteProblem("no answer");
        }
        var known = at(site.view.uid()).get(order.name());
        var times = known == null ? 1 : known.times() + 1;
        if (known != null) {
            var again = known.fails() && !world.now.isBefore(known.ends().plus(SOONEST_AGAIN));
            world.check(again, "AHEAD: fetched twice, or again too soon, at " + site.view.name());
        }
        world.check(times <= MOST, "AHEAD: fetched in vain for ever at " + site.view.name());
        world.check(!site.runs.containsKey(order.name()), "AHEAD: fetches after its start at " + site.view.name());
        world.check(
                world.now.isBefore(world.stoppedAt.plusSeconds(30)),
                "AHEAD: fetches after a pause, an abort or a trip");
        var ends = world.now.plusSeconds(60 + world.dice.nextInt(900));
        at(site.view.uid()).put(order.name(), new Fetch(order, ends, site.bad, times, false));
        world.tell(site.view.name() + " fetches ahead for revision " + order.revision());
        if (order.revision() == world.revision()) {
            bounds(site);
        }
    }

    private void bounds(ModelWorld.Site site) {
        var control = world.hub.spec().control();
        world.check(running(null) <= ModelCase.FETCHES, "AHEAD: " + running(null) + " fetch at once");
        var line = control.perGroup() == null ? null : site.view.labels().get("line");
        var used = line == null ? 0 : running(line) + world.atWork(line);
        world.check(used <= ModelCase.LINE, "AHEAD: " + used + " share " + line);
    }

    private int running(String line) {
        return (int) world.sites.values().stream()
                .filter(site -> site.online
                        && (line == null || line.equals(site.view.labels().get("line"))))
                .flatMap(site -> at(site.view.uid()).values().stream())
                .filter(fetch -> !fetch.dark() && world.now.isBefore(fetch.ends()))
                .filter(fetch -> fetch.order().revision() == world.revision())
                .count();
    }

    void cut(SiteUid site) {
        at(site).replaceAll(
                        (name, fetch) -> new Fetch(fetch.order(), fetch.ends(), fetch.fails(), fetch.times(), true));
    }

    /** How long a start takes, which takes over what is there. */
    Duration takeOver(RolloutPayload.Order order, Duration alone) {
        var ready = seen(order).ahead() == Sighting.Ahead.DONE;
        at(order.site().uid()).remove(order.name());
        return ready ? Duration.ofMinutes(1) : alone;
    }

    void discard(RolloutPayload.Order order) {
        var site = world.sites.get(order.site().uid());
        var run = site.runs.get(order.name());
        world.check(run == null || run.state != Sighting.State.RUNNING, "CLEAR: clears what is at work");
        world.check(
                !site.content.equals(String.valueOf(order.content())),
                "CLEAR: clears what " + site.view.name() + " has in use");
        world.check(order.revision() < world.revision() || world.isGoing(), "CLEAR: clears the present revision");
        if (run != null) {
            run.discarded = true;
            world.tell(site.view.name() + " clears what revision " + order.revision() + " left");
        }
        if (at(site.view.uid()).remove(order.name()) != null) {
            world.tell(site.view.name() + " clears what it fetched for revision " + order.revision());
        }
    }

    void revert(RolloutPayload.Order order) {
        var site = world.sites.get(order.site().uid());
        var run = site.runs.get(order.name());
        world.check(
                run != null && run.state != Sighting.State.RUNNING, "REVERT: what did not fail at " + site.view.name());
        world.check(world.hub.spec().control().revert() != null, "REVERT: nobody asked for it");
        if (run != null) {
            run.reverted = true;
            world.tell(site.view.name() + " is put back");
        }
    }

    /** After a pass: fetching ahead makes no start wait. */
    void pass(Pass pass) {
        var fetching = pass.plan().decisions().stream().anyMatch(Decision.Stage.class::isInstance);
        if (!fetching) {
            return;
        }
        var r = pass.rules();
        var without = new Rules.Ahead(false, 0, r.ahead().window(), 0);
        var rules =
                new Rules(r.seed(), r.spec(), r.traits(), r.waves(), r.concurrency(), r.brakes(), r.times(), without);
        world.check(
                RolloutPlanner.plan(rules, pass.observed(), pass.at())
                        .admissions()
                        .equals(pass.plan().admissions()),
                "AHEAD: a start waits for who fetches ahead");
    }

    /** Whether something that the spec promises is still to be cleared, or put back, at a site that answers. */
    boolean isOwed() {
        return world.reports.values().stream()
                .flatMap(report -> report.spec().sites().stream()
                        .flatMap(entry -> owed(report.spec().number(), entry)))
                .findAny()
                .isPresent();
    }

    private Stream<String> owed(int revision, RolloutReportSpec.Entry entry) {
        var site = world.sites.get(new SiteUid(entry.s()));
        var control = world.hub.spec().control();
        if (!site.online) {
            return Stream.empty();
        }
        if (revision == world.revision()
                && control.revert() != null
                && entry.p().equals("FAILED")) {
            return site.runs.values().stream()
                    .filter(run -> run.order.revision() == revision && run.order.attempt() == entry.a())
                    .filter(run -> !run.reverted)
                    .map(run -> "put back " + site.view.name());
        }
        if (isUndone(revision, entry)) {
            return site.runs.values().stream()
                    .filter(run -> run.order.revision() == revision && run.order.attempt() == entry.a())
                    .filter(run -> !run.discarded && !run.reverted)
                    .filter(run -> !run.order.content().equals(world.hub.spec().target()))
                    .map(run -> "clear " + site.view.name());
        }
        var ahead = Phase.valueOf(entry.p()) == Phase.STAGED || Phase.valueOf(entry.p()) == Phase.STAGING;
        return ahead && revision == world.revision() - 1 && !Objects.equals(control.aborted(), true)
                ? at(site.view.uid()).values().stream()
                        .filter(fetch -> fetch.order().revision() == revision)
                        .filter(fetch ->
                                !fetch.order().content().equals(world.hub.spec().target()))
                        .map(fetch -> "clear " + site.view.name())
                : Stream.empty();
    }

    /** Whether the present revision goes back to an older one than this, and the site has followed. */
    private boolean isUndone(int revision, RolloutReportSpec.Entry entry) {
        var undoOf = world.hub.status().journal().revision().undoOf();
        return undoOf != null
                && revision > undoOf
                && revision < world.revision()
                && entry.st() != null
                && !Phase.valueOf(entry.p()).isInFlight()
                && !Objects.equals(world.hub.spec().control().aborted(), true)
                && world.reports.values().stream()
                        .filter(report -> report.spec().number() == world.revision())
                        .flatMap(report -> report.spec().sites().stream())
                        .anyMatch(now -> now.s().equals(entry.s())
                                && (now.p().equals("SUCCEEDED") || now.p().equals("CURRENT")));
    }
}
