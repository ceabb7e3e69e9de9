// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutControl;
import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.crd.v1alpha1.RolloutRevisionSpec;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.rollout.core.WindowState;
import io.granary.rollout.core.Windows;
import io.granary.rollout.core.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The only truth of a model run: the hub's store and the sites. Every start is judged here. */
final class ModelWorld {
    static final RolloutKey KEY = new RolloutKey("fleet-model", "model");

    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    final SplittableRandom dice;
    final List<String> violations = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    final Map<SiteUid, Site> sites = new LinkedHashMap<>();
    final Map<String, HubReport> reports = new TreeMap<>();
    final List<RolloutRevisionSpec> revisions = new ArrayList<>();
    final List<Word> words = new ArrayList<>();
    final ModelJudge judge = new ModelJudge(this);
    final ModelFetches fetches = new ModelFetches(this);
    private final boolean needsApproval;
    Instant now = Instant.parse("2026-03-28T00:00:00Z");
    HubRollout hub;
    long version;
    long epoch;
    Instant stoppedAt = NEVER;
    long trace = 17;
    private int ceiling;
    boolean gone;

    ModelWorld(long seed, RolloutSpec spec) {
        this.dice = new SplittableRandom(seed);
        this.needsApproval = spec.waves().getFirst().approval() != null;
        this.ceiling = limit(spec);
        this.hub = new HubRollout(KEY, "uid-model", "0", 1, now, "ann", spec, null, HubRollout.Life.FREE);
    }

    /** A site as it really is. */
    static final class Site {
        final SiteView view;
        final String wave;
        final boolean bad;
        final Map<String, Run> runs = new TreeMap<>();
        String content = "";
        boolean online = true;
        Instant lastSeen = Instant.EPOCH;
        SiteLedger.Page ledger = new SiteLedger.Page("0", "", 0, null, null);

        Site(SiteView view, String wave, boolean bad) {
            this.view = view;
            this.wave = wave;
            this.bad = bad;
        }
    }

    /** An action object at a site. */
    static final class Run {
        final RolloutPayload.Order order;
        final Instant ends;
        Sighting.State state = Sighting.State.RUNNING;
        boolean reverted;
        boolean discarded;

        Run(RolloutPayload.Order order, Instant ends) {
            this.order = order;
            this.ends = ends;
        }
    }

    void advance(Duration step) {
        now = now.plus(step);
        for (var site : sites.values()) {
            for (var run : site.runs.values()) {
                if (run.state == Sighting.State.RUNNING && !now.isBefore(run.ends)) {
                    run.state = site.bad ? Sighting.State.FAILED : Sighting.State.SUCCEEDED;
                    site.content = site.bad ? site.content : String.valueOf(run.order.content());
                    tell(site.view.name() + " ends " + run.state);
                }
            }
        }
    }

    void start(RolloutPayload.Order order, Instant deadline) {
        var site = sites.get(order.site().uid());
        if (!site.online || now.isAfter(deadline)) {
            throw new SiteLedger.SiteProblem("no answer");
        }
        if (site.runs.containsKey(order.name())) {
            return;
        }
        var same = site.runs.values().stream()
                .anyMatch(run -> run.order.revision() == order.revision() && run.order.attempt() == order.attempt());
        check(!same, "I2: second start of one try at " + site.view.name());
        var takes = fetches.takeOver(order, Duration.ofSeconds(60 + dice.nextInt(600)));
        site.runs.put(order.name(), new Run(order, now.plus(takes)));
        tell(site.view.name() + " starts revision " + order.revision() + " try " + order.attempt());
        judge(site, order);
    }

    private static int limit(RolloutSpec spec) {
        return Integer.parseInt(spec.control().maxConcurrency());
    }

    private void judge(Site site, RolloutPayload.Order order) {
        var running = (int) sites.values().stream()
                .flatMap(each -> each.runs.values().stream())
                .filter(run -> run.state == Sighting.State.RUNNING)
                .count();
        check(running <= ceiling, "I1: " + running + " in flight, " + ceiling + " may be");
        var line = site.view.labels().get("line");
        var shared = hub.spec().control().perGroup() == null ? 0 : atWork(line);
        check(shared <= ModelCase.LINE, "I1: " + shared + " at work on " + line);
        var journal = hub.status().journal();
        var current = journal.revision().number() == order.revision();
        var rest = current && !site.wave.equals("canary");
        check(!rest || ModelJudge.isPassed(journal), "I3: rest starts before canary is passed");
        check(!rest || !needsApproval || judge.isApproved(), "S11: rest starts and nobody approved");
        check(now.isBefore(stoppedAt.plusSeconds(30)), "I4: start after a pause, an abort or a trip");
        var window = Windows.at(site.view.calendar(), RolloutControl.Use.Site, List.of(), now);
        check(window instanceof WindowState.Open, "I5: start outside the window of " + site.view.name());
    }

    /** Sites that are at work on one line, and answer. */
    int atWork(String line) {
        return (int) sites.values().stream()
                .filter(site -> site.online && line.equals(site.view.labels().get("line")))
                .flatMap(site -> site.runs.values().stream())
                .filter(run -> run.state == Sighting.State.RUNNING)
                .count();
    }

    int revision() {
        return hub.status().journal().revision().number();
    }

    boolean isGoing() {
        return hub.life() == HubRollout.Life.GOING;
    }

    void check(boolean holds, String violation) {
        if (!holds) {
            violations.add(now + " " + violation);
            tell("VIOLATION " + violation);
        }
    }

    void tell(String line) {
        trace = trace * 31 + line.hashCode() + now.hashCode();
        story.add(now + " " + line);
    }

    void edit(RolloutSpec spec) {
        if (gone) {
            return;
        }
        ceiling = Math.max(ceiling, limit(spec));
        var going = hub.life() == HubRollout.Life.GOING;
        hub = new HubRollout(
                KEY,
                hub.uid(),
                "" + ++version,
                hub.generation() + 1,
                hub.createdAt(),
                "ann",
                going ? Departure.ended(spec) : spec,
                hub.status(),
                hub.life());
        noteStops();
    }

    void status(RolloutStatus status) {
        judge.status(status);
        hub = new HubRollout(
                KEY,
                hub.uid(),
                "" + ++version,
                hub.generation(),
                hub.createdAt(),
                "ann",
                hub.spec(),
                status,
                hub.life());
        noteStops();
    }

    /** A person deletes the rollout: it is gone at once unless something holds it. */
    void delete() {
        if (hub.life() == HubRollout.Life.GOING) {
            return;
        }
        gone = hub.life() == HubRollout.Life.FREE;
        live(HubRollout.Life.GOING);
        noteStops();
    }

    void live(HubRollout.Life life) {
        if (hub.life() == HubRollout.Life.GOING) {
            gone = true;
        }
        var spec = life == HubRollout.Life.GOING ? Departure.ended(hub.spec()) : hub.spec();
        hub = new HubRollout(
                KEY, hub.uid(), "" + ++version, hub.generation(), hub.createdAt(), "ann", spec, hub.status(), life);
        if (gone || life == HubRollout.Life.FREE) {
            judge.letGo();
        }
        tell("the rollout is " + (gone ? "gone" : life));
    }

    private void noteStops() {
        var control = hub.spec().control();
        var journal = hub.status() == null ? null : hub.status().journal();
        var stopped = Boolean.TRUE.equals(control.paused())
                || Boolean.TRUE.equals(control.aborted())
                || (journal != null && journal.pause() != null);
        stoppedAt = !stopped ? NEVER : stoppedAt.equals(NEVER) ? now : stoppedAt;
    }

    /** What was started where, in which revision and as which try. */
    List<String> starts() {
        return sites.values().stream()
                .flatMap(site -> site.runs.values().stream()
                        .map(run -> site.view.name() + " " + run.order.revision() + " " + run.order.attempt()))
                .sorted()
                .toList();
    }

    Sighting sighting(RolloutPayload.Order order) {
        var site = sites.get(order.site().uid());
        var run = site.runs.get(order.name());
        var action = run == null
                ? null
                : new Sighting.Action(
                        order.revision(), order.attempt(), run.state, FailureClass.Transient, "disk full");
        var desired = site.content.equals(String.valueOf(order.content())) ? Sighting.Desired.YES : Sighting.Desired.NO;
        var staged = run == null ? fetches.seen(order) : Sighting.Staged.NO;
        return new Sighting(now, desired, action, staged, Sighting.Precheck.FINE, null, site.ledger.lock());
    }
}
