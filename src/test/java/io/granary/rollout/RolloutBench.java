// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.contract.Contracts;
import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.kube.Wire;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/**
 * Three rollouts at once over {@code -Dbench.sites=10000}: the production loop and store against the simulator's API
 * server over HTTP; sites, their ledgers and the clock are doubles. {@code make bench-rollouts} prints the table.
 */
class RolloutBench {
    private static final int ROLLOUTS = 3;
    private static final int MOST_PASSES = Integer.getInteger("bench.passes", 6_000);

    private final BenchSites sites = new BenchSites(Integer.getInteger("bench.sites", 10_000));
    private final List<BenchRollout> rollouts = new ArrayList<>();
    private final List<Long> passes = new ArrayList<>();
    /** Of every seventh pass, the planning alone. */
    private final List<Long> plans = new ArrayList<>();
    /** Writes in each ten seconds of virtual time. */
    private final Map<Long, Long> busiest = new HashMap<>();

    private final List<String> rows = new ArrayList<>();

    @Test
    void threeRolloutsAtOnce() throws IOException {
        var server = Contracts.servers().findFirst().orElseThrow().get();
        try (var hub = new RolloutHub(server)) {
            for (var number = 1; number <= ROLLOUTS; number++) {
                rollouts.add(new BenchRollout(hub, sites, number));
            }
            var cpu = processCpu();
            var began = sites.now;
            move(each -> each.share() >= 0.4);
            var moved = Duration.between(began, sites.now);
            var busy = (processCpu() - cpu) / 1e9;
            var writes = rollouts.stream().mapToLong(BenchRollout::writes).sum();

            row("writes to the hub's API server, three rollouts", "%.1f/s".formatted(writes / seconds(moved)));
            var most =
                    busiest.values().stream().mapToLong(Long::longValue).max().orElse(0);
            row("the same in the busiest ten seconds", "%.1f/s".formatted(most / 10.0));
            row("bytes written there", "%.0f KB/s".formatted(bytes() / seconds(moved) / 1024));
            row(
                    "CPU of a virtual minute, API server and sites included",
                    "%.1f s".formatted(busy / (seconds(moved) / 60)));
            restart();
            move(each -> each.share() >= 0.97);
            var admissions = sites.delays();
            row("a slot is free, to the next start, p50 / p99", admissions);
            row("virtual time to the end", "%.0f min".formatted(seconds(Duration.between(began, sites.now)) / 60));
            row("planning a pass: CPU p50 / p99", ms(plans, 0.5) + " / " + ms(plans, 0.99));
            row(
                    "the whole pass, its requests' JSON included: CPU p50 / p99",
                    ms(passes, 0.5) + " / " + ms(passes, 0.99));
            row("largest Rollout status", largest(BenchRollout::statusBytes));
            row("largest shard", largest(BenchRollout::shardBytes));
            row("CPU of it all, compiler, API server and sites included", "%.0f s".formatted(processCpu() / 1e9));
            row("resident memory, API server and sites included", rss());
        } finally {
            server.close();
        }
        System.out.printf("%n%d sites, %d rollouts, %d passes%n%n", sites.size(), ROLLOUTS, passes.size());
        System.out.println("| measure | figure |\n| --- | --- |");
        rows.forEach(System.out::println);
        assertThat(rollouts).allSatisfy(each -> assertThat(each.share()).isGreaterThan(0.9));
        assertThat(rollouts).noneMatch(each -> each.status().phase() == RolloutStatus.Phase.Paused);
    }

    private interface Until {
        boolean holds(BenchRollout rollout);
    }

    /** Each when it is due, and all when a site ended, as the hub's rounds do; time jumps to what comes next. */
    private void move(Until until) {
        for (var count = 0; count < MOST_PASSES && !rollouts.stream().allMatch(until::holds); count++) {
            var next = rollouts.getFirst();
            for (var rollout : rollouts) {
                next = rollout.due().isBefore(next.due()) ? rollout : next;
            }
            sites.until(next.due());
            var before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            var wrote = next.writes();
            next.pass();
            busiest.merge(sites.now.getEpochSecond() / 10, next.writes() - wrote, Long::sum);
            passes.add(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
            if (passes.size() % 7 == 0) {
                plans.add(next.planning());
            }
            if (passes.size() % 250 == 0) {
                progress();
            }
        }
    }

    private void progress() {
        System.out.printf(
                "%d passes, %s, %.0f s of CPU: %s%n",
                passes.size(),
                sites.now,
                processCpu() / 1e9,
                rollouts.stream()
                        .map(each -> "%.1f %% (%s)".formatted(100 * each.share(), each.told()))
                        .toList());
    }

    /** A hub with nothing in memory takes over the rollout that has the most before it. */
    private void restart() {
        var rollout = rollouts.stream()
                .min(Comparator.comparingDouble(BenchRollout::share))
                .orElseThrow();
        var starts = sites.starts();
        var wall = System.nanoTime();
        var cpu = processCpu();
        var began = sites.now;
        rollout.restart();
        for (var tries = 0; tries < 600 && sites.starts() == starts; tries++) {
            rollout.pass();
            sites.until(rollout.due());
        }
        row(
                "takeover by a hub with nothing in memory, to its first start",
                "%.1f s by the wall, %.1f s of CPU, %d s of virtual time"
                        .formatted(
                                (System.nanoTime() - wall) / 1e9,
                                (processCpu() - cpu) / 1e9,
                                Duration.between(began, sites.now).toSeconds()));
    }

    private void row(String measure, String figure) {
        var row = "| " + measure + " | " + figure + " |";
        System.out.println(row);
        rows.add(row);
    }

    private static String ms(List<Long> nanos, double rank) {
        var sorted = nanos.stream().sorted().toList();
        return String.format(Locale.ROOT, "%.1f ms", sorted.get((int) (sorted.size() * rank)) / 1e6);
    }

    private long bytes() {
        return rollouts.stream().mapToLong(BenchRollout::bytes).sum();
    }

    private String largest(ToIntFunction<BenchRollout> size) {
        return "%.1f KB".formatted(rollouts.stream().mapToInt(size).max().orElse(0) / 1024.0);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }

    private static long processCpu() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private static String rss() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                        .sum()
                + " MiB";
    }

    static int size(Object object) {
        try {
            return Wire.mapper().writeValueAsBytes(object).length;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
