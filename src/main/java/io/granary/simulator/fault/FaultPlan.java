// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.fault;

import io.granary.simulator.SimClock;
import io.granary.simulator.site.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A schedule of faults that follows from a seed: the same seed breaks the same sites in the same way at the same
 * moments. Every fault ends before the plan does.
 */
public final class FaultPlan {
    /** What happens to a site. */
    public enum Kind {
        CUT,
        DROP_WATCHES,
        RESTART_SERVER,
        REWIND,
        REBUILD,
        SLOW,
        HOSTILE,
        REMOVE
    }

    /**
     * One fault.
     *
     * @param at after the start of the plan
     * @param lasts how long; a fault of a moment lasts zero
     */
    public record Step(Duration at, Duration lasts, Kind kind, String clusterId, String detail) {}

    private final List<Step> steps;

    private FaultPlan(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /**
     * A plan over the sites.
     *
     * @param perMinute faults a minute
     */
    public static FaultPlan of(long seed, List<String> clusterIds, Duration length, int perMinute) {
        var steps = new ArrayList<Step>();
        var seeds = new Seeds(seed).of("faults");
        long count = length.toSeconds() * perMinute / 60;
        long millis = length.toMillis();
        var hostile = List.copyOf(HostileReplies.KINDS);
        for (int i = 0; i < count; i++) {
            var dice = seeds.of(i);
            long at = dice.of("at").below((int) Math.max(1, millis * 8 / 10));
            long lasts = Math.min(1_000 + dice.of("lasts").below(20_000), millis * 9 / 10 - at);
            steps.add(new Step(
                    Duration.ofMillis(at),
                    Duration.ofMillis(lasts),
                    dice.of("kind").pick(List.of(Kind.values())),
                    dice.of("site").pick(clusterIds),
                    dice.of("hostile").pick(hostile)));
        }
        steps.sort(Comparator.comparing(Step::at));
        return new FaultPlan(steps);
    }

    public List<Step> steps() {
        return steps;
    }

    /** Starts the plan. */
    public void run(SimClock clock, Faults faults) {
        for (var step : steps) {
            clock.after(step.at(), () -> begin(step, faults));
            clock.after(step.at().plus(step.lasts()), () -> end(step, faults));
        }
    }

    private static void begin(Step step, Faults faults) {
        var site = step.clusterId();
        try {
            switch (step.kind()) {
                case CUT -> faults.cut(site);
                case DROP_WATCHES -> faults.dropWatches(site);
                case RESTART_SERVER -> faults.restartServer(site);
                case REWIND -> faults.rewind(site);
                case REBUILD -> faults.rebuild(site);
                case SLOW -> faults.slow(site, Duration.ofMillis(1_500));
                case HOSTILE -> faults.hostile(site, step.detail());
                case REMOVE -> faults.remove(site);
            }
        } catch (IllegalArgumentException e) {
            // The site is away because of another step; that is fault enough.
        }
    }

    private static void end(Step step, Faults faults) {
        var site = step.clusterId();
        try {
            switch (step.kind()) {
                case CUT -> faults.restore(site);
                case SLOW -> faults.slow(site, Duration.ZERO);
                case HOSTILE -> faults.hostile(site, "");
                case REMOVE -> faults.add(site);
                case DROP_WATCHES, RESTART_SERVER, REWIND, REBUILD -> {
                    // Over as soon as it happened.
                }
            }
        } catch (IllegalArgumentException e) {
            // As above.
        }
    }
}
