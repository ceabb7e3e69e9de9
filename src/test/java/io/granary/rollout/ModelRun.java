// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutApprovalSpec;
import io.granary.crd.v1alpha1.RolloutApprovalSpec.At;
import io.granary.crd.v1alpha1.RolloutApprovalSpec.Decision;
import io.granary.crd.v1alpha1.RolloutStatus.Phase;
import io.granary.rollout.ModelCase.Fault;
import io.granary.rollout.ModelCase.Twist;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.rollout.core.Word;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;

/** One case, with its faults at their requests, to its end. */
final class ModelRun {
    private static final int TICKS = 3000;
    private static final int LIMIT = 4;
    private static final Set<Phase> ENDS =
            Set.of(Phase.Completed, Phase.CompletedWithDeferred, Phase.Paused, Phase.Aborted);

    final ModelWorld world;
    private final ModelCase given;
    private final SplittableRandom dice;
    private final ModelHub first;
    private final ModelHub second;
    private String content = "v1";
    private boolean paused;
    private boolean aborted;
    private int limit = LIMIT;
    private boolean frozen;
    private boolean calm;
    private int nextFault;
    private boolean resumed;
    int requests;

    ModelRun(ModelCase given, ModelHub.Bug bug) {
        this.given = given;
        this.dice = new SplittableRandom(given.seed() + 1);
        this.world = new ModelWorld(given.seed() + 2, given.spec(content, paused, aborted, limit));
        for (int i = 0; i < given.sites(); i++) {
            var site = site(i, new SplittableRandom(given.seed() * 1009 + i));
            world.sites.put(site.view.uid(), site);
        }
        this.first = new ModelHub(world, bug, this::maybeFault);
        this.second = new ModelHub(world, bug, () -> {});
        world.tell(given.toString());
    }

    private ModelWorld.Site site(int number, SplittableRandom lot) {
        var zone = ZoneId.of(
                List.of("Europe/Zurich", "America/New_York", "Asia/Kolkata").get(number % 3));
        var night = new SiteCalendar.Weekly(Set.of(), LocalTime.of(2, 0), Duration.ofHours(4));
        var view = new SiteView(
                new SiteUid("c-" + number + "/u" + number),
                "store-" + number,
                Map.of("ring", number < 3 ? "canary" : "rest", "line", "line-" + number % 3),
                given.has(Twist.WINDOWS) ? new SiteCalendar(zone, List.of(night)) : SiteCalendar.ANY,
                Instant.EPOCH,
                new SiteView.Contact(true, world.now),
                Duration.ZERO,
                null);
        var site = new ModelWorld.Site(view, number < 3 ? "canary" : "rest", lot.nextInt(100) < given.bad());
        site.online = lot.nextInt(100) >= given.offline();
        site.lastSeen = world.now;
        return site;
    }

    ModelRun run() {
        for (int tick = 0; tick < TICKS; tick++) {
            calm = tick > TICKS / 2;
            if (calm) {
                world.sites.values().forEach(site -> site.online = true);
            } else if (given.has(Twist.FLAPS)) {
                flap();
            }
            person();
            var wake = first.pass();
            var idle = Math.clamp(wake.getEpochSecond() - world.now.getEpochSecond(), 20, 1200);
            world.advance(Duration.ofSeconds(1 + dice.nextInt((int) idle)));
            if (!world.violations.isEmpty() || isOver()) {
                break;
            }
        }
        var status = world.hub.status();
        if (world.violations.isEmpty()) {
            if (world.gone) {
                return this;
            }
            world.check(isOver(), "S25: stalled in " + status.phase() + " " + status.totals());
            world.judge.end(status.phase(), given.has(Twist.STRICT) && !resumed);
        }
        return this;
    }

    private boolean isOver() {
        if (world.gone) {
            return true;
        }
        if (world.hub.life() == HubRollout.Life.GOING) {
            return false;
        }
        var status = world.hub.status();
        var current = status != null && Objects.equals(status.observedGeneration(), world.hub.generation());
        if (!current || !ENDS.contains(status.phase()) || paused) {
            return false;
        }
        if (world.fetches.isOwed()) {
            return false;
        }
        // At its end nothing holds a deletion back; the pass that lets go follows the one that passed the last wave.
        if (status.phase() != Phase.Paused && world.hub.life() != HubRollout.Life.FREE) {
            return false;
        }
        var tripped = status.journal().pause() != null;
        // What an aborted rollout still had at work may trip it.
        if (status.phase() == Phase.Aborted) {
            return true;
        }
        return status.phase() == Phase.Paused ? tripped && (resumed || !given.has(Twist.RESUMES)) : !tripped;
    }

    private void flap() {
        for (var site : world.sites.values()) {
            if (dice.nextInt(400) == 0) {
                site.online = !site.online;
                world.fetches.cut(site.view.uid());
                world.tell(site.view.name() + (site.online ? " returns" : " goes dark"));
            }
        }
    }

    /** Approves now and then, sometimes with an old hash; resumes once; ends a pause after a while. */
    private void person() {
        var status = world.hub.status();
        if (paused && dice.nextInt(5) == 0) {
            paused = false;
            edit("resumes what was paused by hand");
        }
        if (status == null || status.journal() == null) {
            return;
        }
        var journal = status.journal();
        // A canary that has the content already proves nothing: a person is asked then, too.
        var asked = given.has(Twist.APPROVAL)
                || status.waves().stream().anyMatch(wave -> wave.state().equals("NO_EVIDENCE"));
        if (asked && dice.nextInt(20) == 0) {
            say(
                    Decision.Approve,
                    calm || dice.nextInt(3) > 0 ? journal.revision().hash() : "0ld");
        }
        if (journal.pause() != null && given.has(Twist.RESUMES) && !resumed && dice.nextInt(5) == 0) {
            resumed = true;
            say(Decision.Resume, journal.revision().hash());
        }
    }

    private void say(Decision decision, String revision) {
        var name = "word-" + world.words.size();
        world.words.add(new Word(
                name,
                new RolloutApprovalSpec(
                        ModelWorld.KEY.name(),
                        revision,
                        decision == Decision.Resume ? null : "canary",
                        At.After,
                        decision,
                        null,
                        "bob",
                        List.of(),
                        null),
                world.now));
        world.tell("a person says " + decision + " of " + revision);
    }

    /** At any request: the process dies, loses an answer, freezes while another hub leads, or a person acts. */
    private void maybeFault() {
        if (frozen || calm) {
            return;
        }
        requests++;
        var faults = given.faults();
        if (nextFault < faults.size() && faults.get(nextFault).at() <= requests) {
            inflict(faults.get(nextFault++));
        }
    }

    private void inflict(Fault fault) {
        switch (fault.kind()) {
            case CRASH -> throw new ModelHub.Crash();
            case LOST -> {
                world.tell("an answer is lost");
                throw new ModelHub.Lost();
            }
            case FREEZE -> freeze();
            case EDIT -> {
                content = "v" + (1 + fault.choice() % 3);
                edit("wants " + content);
            }
            case PAUSE -> {
                paused = true;
                edit("pauses");
            }
            case ABORT -> {
                aborted = true;
                edit("aborts");
            }
            case DELETE -> {
                world.tell("a person deletes it");
                world.delete();
            }
            case LIMIT -> {
                limit = 1 + fault.choice();
                edit("wants " + limit + " at once");
            }
        }
    }

    private void edit(String told) {
        world.tell("a person " + told);
        world.edit(given.spec(content, paused, aborted, limit));
    }

    private void freeze() {
        world.tell("hub freezes, another leads");
        frozen = true;
        second.restart();
        for (int i = 0; i < 5; i++) {
            second.pass();
            world.advance(Duration.ofSeconds(30));
        }
        frozen = false;
        // The first comes back as a stale leader; only the requests it had begun may follow, then it leads anew.
        first.leadAgainLater();
    }
}
