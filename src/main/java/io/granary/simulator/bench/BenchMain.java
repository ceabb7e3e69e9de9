// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.site.SitePlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the hub on a simulated fleet and prints one table. Reads SITES, VMS, SEED, CHANGES (a second) and SECONDS
 * from the environment. CPU and memory are the hub's alone; time is by the wall, with the fleet on the same cores.
 */
public final class BenchMain {
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
                var hub = new HubUnderTest(fleet, Map.of("GRANARY_INVENTORY_SAVE_EVERY", "10s"), System::nanoTime)) {
            new BenchMain(fleet, hub).run();
        }
    }

    static int number(String name, int otherwise) {
        var text = System.getenv().getOrDefault(name, "");
        return text.isBlank() ? otherwise : Integer.parseInt(text.strip());
    }

    private void run() throws IOException {
        cold();
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

    private double live() {
        return hub.meter("granary_inventory_sites_live");
    }

    private void steady(int changes, int seconds) throws IOException {
        fleet.churn(changes);
        hub.rest(Duration.ofSeconds(5));
        double before = hub.cpuSeconds();
        long told = fleet.truth().after(0).size();
        hub.rest(Duration.ofSeconds(seconds));
        told = fleet.truth().after(0).size() - told;
        double cpu = hub.cpuSeconds() - before;
        fleet.churn(0);
        row("steady, %d changes in %d s".formatted(told, seconds), seconds, cpu);
    }

    private void queries() throws IOException {
        var path = "/apis/inventory.granary.io/v1alpha1/fleetvirtualmachines?limit=50&fieldSelector="
                + "status.printableStatus%3DRunning";
        double before = hub.cpuSeconds();
        var times = new double[200];
        for (var i = 0; i < times.length; i++) {
            long begun = System.nanoTime();
            hub.get(path);
            times[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(times);
        row(
                "200 pages of 50 through the aggregator, one client: p50 %.1f ms, p99 %.1f ms"
                        .formatted(times[100], times[198]),
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
