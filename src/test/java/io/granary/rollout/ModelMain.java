// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.rollout.ModelCase.Fault;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Any number of model runs; the first that fails is made small, and told. */
final class ModelMain {
    private static final int MOST_TRIES = 2_000;

    private ModelMain() {}

    /**
     * Runs seeds one after the other.
     *
     * @return empty if all keep their promises, otherwise the story of the smallest case that was found
     */
    static String run(long from, int seeds) {
        var threads = ManagementFactory.getThreadMXBean();
        var began = System.nanoTime();
        var cpu = threads.getCurrentThreadCpuTime();
        long requests = 0;
        long faults = 0;
        for (long seed = from; seed < from + seeds; seed++) {
            var given = ModelCase.of(seed);
            var run = new ModelRun(given, ModelHub.Bug.NONE).run();
            requests += run.requests;
            faults += given.faults().stream()
                    .filter(fault -> fault.at() <= run.requests)
                    .count();
            if (!run.world.violations.isEmpty()) {
                return told(shrunk(given, ModelHub.Bug.NONE));
            }
        }
        var seconds = (System.nanoTime() - began) / 1e9;
        var busy = (threads.getCurrentThreadCpuTime() - cpu) / 1e9;
        System.out.printf(
                "model: %d rollouts from seed %d, %d requests, %d faults: %.1f s, %.0f rollouts a minute,"
                        + " %.0f a minute of CPU time%n",
                seeds, from, requests, faults, seconds, seeds * 60 / seconds, seeds * 60 / busy);
        return "";
    }

    /** The smallest case that still breaks the same promise. */
    static ModelCase shrunk(ModelCase failing, ModelHub.Bug bug) {
        var smallest = failing;
        var kind = broken(failing, bug);
        for (int tries = 0; tries < MOST_TRIES; ) {
            var next = smallest;
            for (var candidate : smallest.smaller()) {
                tries++;
                if (!Collections.disjoint(broken(candidate, bug), kind)) {
                    next = candidate;
                    break;
                }
            }
            if (next.equals(smallest)) {
                return small(smallest, kind, bug);
            }
            smallest = next;
        }
        return smallest;
    }

    /** With fewer sites the requests have other numbers: looks for the one that matters. */
    private static ModelCase small(ModelCase found, List<String> kind, ModelHub.Bug bug) {
        for (var sites : new int[] {3, 4, 6}) {
            for (var fault : found.faults()) {
                for (int at = 1; at < 300 && sites < found.sites(); at++) {
                    var candidate = ModelCase.calm(sites, Set.of(), new Fault(at, fault.kind(), fault.choice()));
                    if (!Collections.disjoint(broken(candidate, bug), kind)) {
                        return candidate;
                    }
                }
            }
        }
        return found;
    }

    private static List<String> broken(ModelCase given, ModelHub.Bug bug) {
        return ModelJudge.kinds(new ModelRun(given, bug).run().world.violations);
    }

    private static String told(ModelCase given) {
        var world = new ModelRun(given, ModelHub.Bug.NONE).run().world;
        return "seed " + given.seed() + " breaks " + world.violations + "\n" + String.join("\n", world.story);
    }
}
