// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutControl;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutWave;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What one model run tries; drawn from a seed, and made smaller to tell why it fails.
 *
 * @param sites 3 to 40; the first three are the canary
 * @param bad percent of the sites at which every try fails
 * @param offline percent that is away at first
 * @param faults by the number of the request at which they happen
 */
record ModelCase(long seed, int sites, int bad, int offline, Set<Twist> twists, List<Fault> faults) {

    /** Sites that fetch ahead at once, where they do. */
    static final int FETCHES = 3;
    /** Sites of one line in flight at once, where they share one. */
    static final int LINE = 2;

    enum Twist {
        WINDOWS,
        FLAPS,
        STRICT,
        APPROVAL,
        RESUMES,
        /** A site at which the last try failed is put back. */
        REVERTS,
        /** Sites fetch ahead. */
        AHEAD,
        /** Sites share lines. */
        LINES
    }

    /** @param choice what of several, as far as the kind has a choice */
    record Fault(int at, Kind kind, int choice) {}

    enum Kind {
        /** The process dies; the next one begins with nothing in memory. */
        CRASH,
        /** The request or its answer is lost; the process lives. */
        LOST,
        /** The process stands still while another one leads. */
        FREEZE,
        EDIT,
        PAUSE,
        ABORT,
        LIMIT,
        DELETE
    }

    ModelCase {
        twists = Set.copyOf(twists);
        faults = List.copyOf(faults);
    }

    static ModelCase of(long seed) {
        var dice = new SplittableRandom(seed);
        var twists = EnumSet.noneOf(Twist.class);
        for (var twist : Twist.values()) {
            if (dice.nextInt(twist == Twist.FLAPS ? 4 : 3) != 0 == (twist == Twist.FLAPS)) {
                twists.add(twist);
            }
        }
        return new ModelCase(
                seed,
                3 + dice.nextInt(38),
                List.of(0, 2, 15, 40).get(dice.nextInt(4)),
                List.of(0, 10, 30).get(dice.nextInt(3)),
                twists,
                faults(dice));
    }

    private static List<Fault> faults(SplittableRandom dice) {
        var odds = List.of(0, 100, 400, 1500).get(dice.nextInt(4));
        var kinds = new ArrayList<>(List.of(Kind.CRASH, Kind.CRASH, Kind.LOST, Kind.LOST, Kind.FREEZE, Kind.EDIT));
        if (dice.nextInt(3) == 0) {
            kinds.addAll(List.of(Kind.PAUSE, Kind.LIMIT, Kind.LIMIT));
        }
        if (dice.nextInt(8) == 0) {
            kinds.add(dice.nextBoolean() ? Kind.ABORT : Kind.DELETE);
        }
        var faults = new ArrayList<Fault>();
        for (int at = 0, count = 0; odds > 0 && count < 60; count++) {
            at += 1 + dice.nextInt(2 * odds);
            faults.add(new Fault(at, kinds.get(dice.nextInt(kinds.size())), dice.nextInt(6)));
        }
        return faults;
    }

    /** A small rollout without accidents, but for those named. */
    static ModelCase calm(int sites, Set<Twist> twists, Fault... faults) {
        return new ModelCase(7, sites, 0, 0, twists, List.of(faults));
    }

    boolean has(Twist twist) {
        return twists.contains(twist);
    }

    /** Cases with less in them, the much smaller first. */
    List<ModelCase> smaller() {
        var smaller = new ArrayList<ModelCase>();
        for (int part = faults.size() / 2; part > 0; part /= 2) {
            for (int from = 0; from + part <= faults.size(); from += part) {
                var left = new ArrayList<>(faults.subList(0, from));
                left.addAll(faults.subList(from + part, faults.size()));
                smaller.add(new ModelCase(seed, sites, bad, offline, twists, left));
            }
        }
        if (faults.size() == 1) {
            smaller.add(new ModelCase(seed, sites, bad, offline, twists, List.of()));
        }
        for (var count : new int[] {Math.max(3, sites / 2), sites - 1}) {
            if (count >= 3 && count < sites) {
                smaller.add(new ModelCase(seed, count, bad, offline, twists, faults));
            }
        }
        for (var twist : twists) {
            var left = EnumSet.copyOf(twists);
            left.remove(twist);
            smaller.add(new ModelCase(seed, sites, bad, offline, left, faults));
        }
        if (bad > 0) {
            smaller.add(new ModelCase(seed, sites, 0, offline, twists, faults));
        }
        if (offline > 0) {
            smaller.add(new ModelCase(seed, sites, bad, 0, twists, faults));
        }
        return smaller;
    }

    /** @param limit sites in flight at once */
    RolloutSpec spec(String content, boolean paused, boolean aborted, int limit) {
        var canary = new RolloutWave.Select(List.of("store-0", "store-1", "store-2"), null, null, null);
        var gate = new RolloutWave.Approval(null, new RolloutWave.Gate(null, null, null));
        var bound = has(Twist.STRICT) ? RolloutControl.Bound.Strict : null;
        var most = has(Twist.STRICT) ? "2" : "20%";
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
                        has(Twist.APPROVAL) ? gate : null)),
                new RolloutControl(
                        paused ? Boolean.TRUE : null,
                        aborted ? Boolean.TRUE : null,
                        List.of(),
                        Integer.toString(limit),
                        has(Twist.LINES) ? new RolloutControl.PerGroup("line", LINE) : null,
                        new RolloutControl.Failures(most, "20%", bound),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        has(Twist.REVERTS) ? RolloutControl.Revert.Site : null,
                        has(Twist.AHEAD) ? new RolloutControl.Stage(true, FETCHES, null) : null,
                        null));
    }
}
