// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.fault.HostileReplies;
import io.granary.simulator.site.SitePlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Measures the hub on a simulated fleet and prints one table. Reads SITES, VMS, SEED, CHANGES (a second), SECONDS and
 * HOSTILE (percent of the sites in the steady part) from the environment. CPU and memory are the hub's alone; time is
 * by the wall, with the fleet on the same cores.
 */
public final class BenchMain {
    private static final String PAGE = "/apis/inventory.granary.io/v1alpha1/fleetvirtualmachines?limit=50"
            + "&fieldSelector=status.printableStatus%3DRunning";
    /** How long the hub does a thing before it is measured: the JVM compiles what is hot. */
    private static final Duration WARM = Duration.ofSeconds(10);

    private final SimulatedFleet fleet;
    private final HubUnderTest hub;
    private final List<String> rows = new ArrayList<>();
    private final int sites;
    private final long machines;

    private BenchMain(SimulatedFleet fleet, HubUnderTest hub) {
        this.fleet = fleet;
        this.hub = hub;
        this.sites = fleet.sites().size();
        this.machines =
                fleet.sites().stream().mapToLong(site -> site.size().vms()).sum();
    }

    public static void main(String... arguments) throws IOException {
        var options =
                FleetOptions.quiet(number("SITES", 1000), number("VMS", 20)).withSeed(number("SEED", 1));
        try (var fleet = SimulatedFleet.start(options);
                var hub = new HubUnderTest(fleet, settings(), System::nanoTime)) {
            new BenchMain(fleet, hub).run();
        }
    }

    /** HUB_JAVA_OPTIONS goes to the JVM of the hub alone: a recording, or another heap. */
    private static Map<String, String> settings() {
        var options = System.getenv().getOrDefault("HUB_JAVA_OPTIONS", "");
        return Map.of("GRANARY_INVENTORY_SAVE_EVERY", "10s", "JAVA_TOOL_OPTIONS", options);
    }

    static int number(String name, int otherwise) {
        var text = System.getenv().getOrDefault(name, "");
        return text.isBlank() ? otherwise : Integer.parseInt(text.strip());
    }

    private void run() throws IOException {
        cold();
        settle();
        steady(number("CHANGES", 200), number("SECONDS", 30));
        queries();
        storm();
        restart();
        System.out.printf("%n%d sites, %d virtual machines%n%n", sites, machines);
        System.out.println("| measure | time | CPU of the hub | memory of the hub |");
        System.out.println("| --- | --- | --- | --- |");
        rows.forEach(System.out::println);
    }

    private void cold() throws IOException {
        hub.announce();
        double before = hub.cpuSeconds();
        double seconds = hub.await(Duration.ofMinutes(10), () -> live() >= sites && hub.rows() >= machines);
        row("cold sync, from the open port", seconds, hub.cpuSeconds() - before);
    }

    /** The small kinds come after all machines; what follows is measured without them. */
    private void settle() throws IOException {
        double before = hub.cpuSeconds();
        double seconds = hub.await(Duration.ofMinutes(5), this::isQuiet);
        row("then nodes and images of all sites", seconds, hub.cpuSeconds() - before);
    }

    private boolean isQuiet() {
        return hub.meter("granary_inventory_polls_total") >= 2.0 * sites
                && hub.meter("granary_inventory_turns_waiting") == 0
                && hub.meter("granary_inventory_lists_running") == 0;
    }

    private double live() {
        return hub.meter("granary_inventory_sites_live");
    }

    private void steady(int changes, int seconds) throws IOException {
        var hostile = turnHostile(number("HOSTILE", 0));
        fleet.churn(changes);
        hub.rest(WARM);
        var version = hub.get(PAGE).getJsonObject("metadata").getString("resourceVersion");
        var freshness = Freshness.watch(hub.cluster(), version, System::currentTimeMillis);
        hub.rest(Duration.ofSeconds(2));
        double before = hub.cpuSeconds();
        long begun = fleet.truth().after(0).getLast().sequence();
        hub.rest(Duration.ofSeconds(seconds));
        double cpu = hub.cpuSeconds() - before;
        var told = fleet.truth().after(begun);
        fleet.churn(0);
        row("steady, %.0f changes/s".formatted(told.size() / (double) seconds), seconds, cpu);
        var delays = freshness.delays(() -> fleet.truth().after(0).stream()
                .filter(change -> !hostile.contains(change.clusterId()))
                .toList());
        row(
                "of %d events, site to watcher: p50 %.0f ms, p99 %.0f ms"
                        .formatted(delays.length, rank(delays, 0.5), rank(delays, 0.99)),
                seconds,
                cpu);
        if (!hostile.isEmpty()) {
            row("%d sites hostile, %.0f of %d live".formatted(hostile.size(), live(), sites), seconds, cpu);
            hostile.forEach(site -> fleet.faults().hostile(site, ""));
            hub.await(Duration.ofMinutes(10), () -> live() >= sites);
        }
    }

    /** Lets so many percent of the sites answer with hostile bodies, one kind after the other. */
    private Set<String> turnHostile(int percent) {
        var kinds = List.copyOf(HostileReplies.KINDS);
        var hostile = new TreeSet<String>();
        for (var site = 0; site * 100L < (long) sites * percent; site++) {
            var id = fleet.sites().get(site * 100 / percent).clusterId();
            fleet.faults().hostile(id, kinds.get(site % kinds.size()));
            hostile.add(id);
        }
        return hostile;
    }

    private static double rank(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
    }

    /** The first pages are not counted: they are read by code that is not compiled yet. */
    private void queries() throws IOException {
        for (var i = 0; i < 300; i++) {
            hub.get(PAGE);
        }
        hub.rest(WARM);
        double before = hub.cpuSeconds();
        var times = new double[300];
        for (var i = 0; i < times.length; i++) {
            long begun = System.nanoTime();
            hub.get(PAGE);
            times[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(times);
        row(
                "300 pages of 50 through the aggregator, one client: p50 %.1f ms, p99 %.1f ms"
                        .formatted(rank(times, 0.5), rank(times, 0.99)),
                Arrays.stream(times).sum() / 1e3,
                hub.cpuSeconds() - before);
    }

    private void storm() throws IOException {
        var ids = fleet.sites().stream().map(SitePlan::clusterId).toList();
        ids.forEach(fleet.faults()::cut);
        hub.await(Duration.ofMinutes(3), () -> live() < sites * 0.01 + 1);
        double before = hub.cpuSeconds();
        double lists = hub.meter("granary_inventory_lists_total");
        ids.forEach(fleet.faults()::restore);
        double seconds = hub.await(Duration.ofMinutes(5), () -> live() >= sites * 0.99);
        row(
                "storm: all sites back, %.0f lists, to 99 %% live"
                        .formatted(hub.meter("granary_inventory_lists_total") - lists),
                seconds,
                hub.cpuSeconds() - before);
    }

    private void restart() throws IOException {
        hub.rest(Duration.ofSeconds(15));
        hub.restart();
        long begun = System.nanoTime();
        hub.announce();
        hub.await(Duration.ofMinutes(2), () -> hub.rows() >= machines * 0.99);
        row("restart after kill -9, to serving all rows", (System.nanoTime() - begun) / 1e9, hub.cpuSeconds());
        hub.await(Duration.ofMinutes(5), () -> live() >= sites * 0.99);
        double listed = hub.meter("granary_inventory_lists_total");
        row(
                "restart, to 99 %% live: %.1f %% of the watches resumed without a list"
                        .formatted(100 - 100 * Math.min(1, listed / (2.0 * sites))),
                (System.nanoTime() - begun) / 1e9,
                hub.cpuSeconds());
    }

    private void row(String measure, double seconds, double cpu) throws IOException {
        var row = String.format(
                Locale.ROOT, "| %s | %.1f s | %.1f s | %d MiB |", measure, seconds, cpu, hub.rssMebibytes());
        System.out.println(row);
        rows.add(row);
    }
}
