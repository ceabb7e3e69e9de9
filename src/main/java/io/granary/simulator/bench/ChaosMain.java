// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.site.SitePlan;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Breaks sites on purpose for MINUTES while machines change, then lets all come to rest and compares every row of the
 * extension API with the simulator's own truth. Ends with 1 if a row is a ghost, lost or stale. The same SEED breaks
 * the same sites in the same order.
 */
public final class ChaosMain {
    private ChaosMain() {}

    public static void main(String... arguments) throws IOException {
        var options = FleetOptions.quiet(BenchMain.number("SITES", 100), BenchMain.number("VMS", 10))
                .withSeed(BenchMain.number("SEED", 1));
        // A restored etcd that counted on is found by looking again; here soon, so that rest is reached.
        var settings = Map.of("GRANARY_INVENTORY_AUDIT_AFTER_RESUME", "20s", "GRANARY_INVENTORY_RELIST_SPACING", "5s");
        boolean equal;
        try (var fleet = SimulatedFleet.start(options);
                var hub = new HubUnderTest(fleet, settings, System::nanoTime)) {
            hub.announce();
            hub.await(Duration.ofMinutes(5), () -> differences(fleet, hub).isEmpty());
            disturb(fleet, hub, Duration.ofMinutes(BenchMain.number("MINUTES", 10)));
            equal = verdict(fleet, hub);
        }
        System.exit(equal ? 0 : 1);
    }

    private static void disturb(SimulatedFleet fleet, HubUnderTest hub, Duration length) throws IOException {
        var sites = fleet.sites().stream().map(SitePlan::clusterId).toList();
        var dice = new Random(BenchMain.number("SEED", 1));
        long end = System.nanoTime() + length.toNanos();
        fleet.churn(50);
        var faults = 0;
        while (System.nanoTime() < end) {
            disturb(fleet, sites.get(dice.nextInt(sites.size())), dice.nextInt(7));
            faults++;
            hub.rest(Duration.ofMillis(500));
        }
        fleet.churn(0);
        sites.forEach(fleet.faults()::restore);
        System.out.println("chaos: " + faults + " faults in " + length.toMinutes() + " minutes; waiting for rest");
    }

    private static void disturb(SimulatedFleet fleet, String site, int kind) {
        var faults = fleet.faults();
        switch (kind) {
            case 0 -> faults.cut(site);
            case 1, 2 -> faults.restore(site);
            case 3 -> faults.dropWatches(site);
            case 4 -> faults.restartServer(site);
            case 5 -> faults.rewind(site);
            default -> faults.rebuild(site);
        }
    }

    private static boolean verdict(SimulatedFleet fleet, HubUnderTest hub) {
        try {
            double seconds = hub.await(
                    Duration.ofMinutes(5), () -> differences(fleet, hub).isEmpty());
            System.out.printf("chaos: at rest after %.0f s: 0 ghost, 0 lost, 0 stale rows%n", seconds);
            return true;
        } catch (IOException notAtRest) {
            var left = differences(fleet, hub);
            System.out.println("chaos: " + left.size() + " rows differ from the truth:");
            left.forEach((key, how) -> System.out.println("  " + key + " " + how));
            return false;
        }
    }

    /** By site and name: what is wrong with a row. A hub that does not answer differs, too. */
    private static Map<String, String> differences(SimulatedFleet fleet, HubUnderTest hub) {
        var truth = new TreeMap<String, String>();
        for (var row : fleet.truth().rows()) {
            if (row.kind().equals("VirtualMachine")) {
                truth.put(row.clusterId() + "/" + row.key().replace('/', '.'), row.uid() + " " + row.status());
            }
        }
        var different = new TreeMap<String, String>();
        try {
            var held = held(hub);
            var keys = new TreeSet<>(truth.keySet());
            keys.addAll(held.keySet());
            keys.stream()
                    .filter(key -> !Objects.equals(held.get(key), truth.get(key)))
                    .forEach(key -> different.put(key, "is " + truth.get(key) + ", held as " + held.get(key)));
        } catch (IOException silent) {
            different.put("hub", Objects.requireNonNullElse(silent.getMessage(), "does not answer"));
        }
        return different;
    }

    private static Map<String, String> held(HubUnderTest hub) throws IOException {
        var held = new TreeMap<String, String>();
        var token = "";
        do {
            var page = hub.get("/apis/inventory.granary.io/v1alpha1/fleetvirtualmachines?limit=500&continue="
                    + URLEncoder.encode(token, StandardCharsets.UTF_8));
            for (var item : page.getJsonArray("items")) {
                var machine = (JsonObject) item;
                var meta = machine.getJsonObject("metadata");
                held.put(
                        meta.getString("namespace") + "/" + meta.getString("name"),
                        meta.getString("uid") + " "
                                + machine.getJsonObject("status").getString("printableStatus"));
            }
            token = page.getJsonObject("metadata").getString("continue", "");
        } while (!token.isEmpty());
        return held;
    }
}
