// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutControl;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus.Phase;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutWave;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** One rollout from a seed, with faults at drawn requests, to its end. Main: {@code ModelRun [seeds] [first]}. */
final class ModelRun {
    private static final int TICKS = 3000;
    private static final Set<Phase> ENDS =
            Set.of(Phase.Completed, Phase.CompletedWithDeferred, Phase.Paused, Phase.Aborted);

    final ModelWorld world;
    private final SplittableRandom dice;
    private final ModelHub first;
    private final ModelHub second;
    private final int oddsOfFault;
    private final boolean stops;
    private boolean frozen;
    private boolean calm;
    int faults;

    ModelRun(long seed, ModelHub.Bug bug) {
        this.dice = new SplittableRandom(seed);
        this.oddsOfFault = List.of(0, 100, 400, 1500).get(dice.nextInt(4));
        this.stops = dice.nextInt(4) == 0;
        this.world = new ModelWorld(dice.nextLong(), spec("v1", null, null));
        var windows = dice.nextInt(2) == 0;
        var bad = List.of(0, 2, 15, 40).get(dice.nextInt(4));
        var offline = List.of(0, 10, 30).get(dice.nextInt(3));
        var size = 3 + dice.nextInt(38);
        for (int i = 0; i < size; i++) {
            var uid = new SiteUid("c-" + i + "/u" + i);
            var zone = ZoneId.of(
                    List.of("Europe/Zurich", "America/New_York", "Asia/Kolkata").get(i % 3));
            var calendar = windows
                    ? new SiteCalendar(
                            zone, List.of(new SiteCalendar.Weekly(Set.of(), LocalTime.of(2, 0), Duration.ofHours(4))))
                    : SiteCalendar.ANY;
            var view = new SiteView(
                    uid,
                    "store-" + i,
                    Map.of("ring", i < 3 ? "canary" : "rest"),
                    calendar,
                    Instant.EPOCH,
                    new SiteView.Contact(offline >= 0, world.now),
                    Duration.ZERO,
                    null);
            var site = new ModelWorld.Site(view, i < 3 ? "canary" : "rest", dice.nextInt(100) < bad);
            site.online = dice.nextInt(100) >= offline;
            site.lastSeen = world.now;
            world.sites.put(uid, site);
        }
        this.first = new ModelHub(world, bug, this::maybeFault);
        this.second = new ModelHub(world, bug, () -> {});
    }

    private static RolloutSpec spec(String content, Boolean paused, Boolean aborted) {
        var canary = new RolloutWave.Select(List.of("store-0", "store-1", "store-2"), null, null, null);
        return new RolloutSpec(
                new RolloutTarget(new RolloutTarget.ImageTarget(content, null, null, null), null, null, null),
                null,
                List.of(),
                List.of(new RolloutWave(
                        "canary",
                        canary,
                        null,
                        new RolloutWave.Complete(1, "60%", RolloutWave.WaitFor.All),
                        "10m",
                        null)),
                new RolloutControl(
                        paused,
                        aborted,
                        List.of(),
                        "4",
                        null,
                        new RolloutControl.Failures("20%", "20%", null),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    ModelRun run() {
        for (int tick = 0; tick < TICKS; tick++) {
            calm = tick > TICKS / 2;
            if (!calm) {
                weather();
            } else {
                world.sites.values().forEach(site -> site.online = true);
            }
            var wake = first.pass();
            var idle = Math.clamp(wake.getEpochSecond() - world.now.getEpochSecond(), 20, 1200);
            world.advance(Duration.ofSeconds(1 + dice.nextInt((int) idle)));
            var status = world.hub.status();
            if (!world.violations.isEmpty() || (status != null && ENDS.contains(status.phase()) && settled())) {
                return this;
            }
        }
        var status = world.hub.status();
        world.check(
                ENDS.contains(status.phase()) && settled(),
                "S25: stalled in " + status.phase() + " " + status.totals());
        return this;
    }

    private boolean settled() {
        var status = world.hub.status();
        return !Boolean.TRUE.equals(world.hub.spec().control().paused())
                && (status.phase() != Phase.Paused || status.journal().pause() != null);
    }

    private void weather() {
        for (var site : world.sites.values()) {
            if (dice.nextInt(400) == 0) {
                site.online = !site.online;
                world.tell(site.view.name() + (site.online ? " returns" : " goes dark"));
            }
        }
        if (Boolean.TRUE.equals(world.hub.spec().control().paused()) && dice.nextInt(5) == 0) {
            world.edit(spec(world.hub.spec().target().image().name(), null, null));
        }
    }

    /** At any request: the process dies, freezes while another hub leads, or a person acts. */
    private void maybeFault() {
        if (frozen || calm || oddsOfFault == 0 || dice.nextInt(oddsOfFault) != 0) {
            return;
        }
        faults++;
        switch (dice.nextInt(stops ? 5 : 4)) {
            case 0, 1 -> throw new ModelHub.Crash();
            case 2 -> freeze();
            case 3 -> world.edit(spec("v" + (1 + dice.nextInt(3)), null, null));
            default ->
                world.edit(
                        dice.nextInt(3) == 0
                                ? spec(world.hub.spec().target().image().name(), null, Boolean.TRUE)
                                : spec(world.hub.spec().target().image().name(), Boolean.TRUE, null));
        }
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

    static void main(String[] args) {
        var seeds = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        var from = args.length > 1 ? Long.parseLong(args[1]) : 0;
        var began = System.nanoTime();
        long faults = 0;
        for (long seed = from; seed < from + seeds; seed++) {
            var run = new ModelRun(seed, ModelHub.Bug.NONE).run();
            faults += run.faults;
            if (!run.world.violations.isEmpty()) {
                run.world.story.forEach(System.out::println);
                System.out.println("seed " + seed + ": " + run.world.violations + " (replay: ModelRun 1 " + seed + ")");
                return;
            }
        }
        var seconds = (System.nanoTime() - began) / 1e9;
        var pace = seeds * 60 / seconds;
        System.out.printf("%d rollouts, %d faults, %.1f s, %.0f a minute%n", seeds, faults, seconds, pace);
    }
}
