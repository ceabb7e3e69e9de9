// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.fault.FaultPlan;
import io.granary.simulator.fault.HostileReplies;
import io.granary.simulator.site.SitePlan;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Breaks sites on purpose for MINUTES while machines change, then lets all come to rest and compares every row of the
 * extension API with the simulator's own truth. Ends with 1 if a row is a ghost, lost or stale. The hub runs with the
 * settings a user would have. The same SEED breaks the same sites in the same order.
 */
public final class ChaosMain {
    private static final Duration REST = Duration.ofMinutes(10);
    private static final Duration TELL = Duration.ofSeconds(10);

    private final SimulatedFleet fleet;
    private final HubUnderTest hub;
    private final LongSupplier nanoTime;
    private final Map<String, Integer> faults = new TreeMap<>();
    private final Map<String, StringBuilder> histories = new TreeMap<>();
    private final long begunAt;
    private long toldAt;

    private ChaosMain(SimulatedFleet fleet, HubUnderTest hub, LongSupplier nanoTime) {
        this.fleet = fleet;
        this.hub = hub;
        this.nanoTime = nanoTime;
        this.begunAt = nanoTime.getAsLong();
        this.toldAt = begunAt;
    }

    public static void main(String... arguments) throws IOException {
        var options = FleetOptions.quiet(BenchMain.number("SITES", 100), BenchMain.number("VMS", 10))
                .withSeed(BenchMain.number("SEED", 1));
        boolean equal;
        try (var fleet = SimulatedFleet.start(options);
                var hub = new HubUnderTest(fleet, Map.of(), System::nanoTime)) {
            hub.announce();
            var chaos = new ChaosMain(fleet, hub, System::nanoTime);
            hub.await(Duration.ofMinutes(5), () -> chaos.differences().isEmpty());
            chaos.disturb(Duration.ofMinutes(BenchMain.number("MINUTES", 10)), BenchMain.number("SEED", 1));
            equal = chaos.verdict();
        }
        System.exit(equal ? 0 : 1);
    }

    private void disturb(Duration length, long seed) throws IOException {
        var sites = fleet.sites().stream().map(SitePlan::clusterId).toList();
        var dice = new Random(seed);
        long end = nanoTime.getAsLong() + length.toNanos();
        fleet.churn(50);
        while (nanoTime.getAsLong() < end) {
            disturb(sites.get(dice.nextInt(sites.size())), dice);
            hub.rest(Duration.ofMillis(500));
        }
        fleet.churn(0);
        sites.forEach(this::mend);
        System.out.printf(
                "chaos: %d faults in %d minutes %s; waiting for rest%n",
                faults.values().stream().mapToInt(Integer::intValue).sum(), length.toMinutes(), faults);
    }

    private void disturb(String site, Random dice) {
        var kinds = FaultPlan.Kind.values();
        int drawn = dice.nextInt(kinds.length + 2);
        var hostile = List.copyOf(HostileReplies.KINDS).get(dice.nextInt(HostileReplies.KINDS.size()));
        if (drawn >= kinds.length) {
            mend(site);
            return;
        }
        try {
            inflict(kinds[drawn], site, hostile);
            var name = kinds[drawn].name().toLowerCase(Locale.ROOT).replace('_', ' ');
            faults.merge(name, 1, Integer::sum);
            note(site, kinds[drawn] == FaultPlan.Kind.HOSTILE ? name + ' ' + hostile : name);
        } catch (IllegalArgumentException removed) {
            mend(site);
        }
    }

    private void inflict(FaultPlan.Kind kind, String site, String hostile) {
        var desk = fleet.faults();
        switch (kind) {
            case CUT -> desk.cut(site);
            case DROP_WATCHES -> desk.dropWatches(site);
            case RESTART_SERVER -> desk.restartServer(site);
            case REWIND -> desk.rewind(site);
            case REBUILD -> desk.rebuild(site);
            case SLOW -> desk.slow(site, Duration.ofMillis(1_500));
            case HOSTILE -> desk.hostile(site, hostile);
            case REMOVE -> desk.remove(site);
        }
    }

    private void note(String site, String what) {
        histories
                .computeIfAbsent(site, key -> new StringBuilder())
                .append(", %s at %d s".formatted(what, (nanoTime.getAsLong() - begunAt) / 1_000_000_000));
    }

    /** Ends whatever was done to a site. */
    private void mend(String site) {
        var desk = fleet.faults();
        try {
            desk.add(site);
        } catch (IllegalArgumentException present) {
            // It was not removed.
        }
        desk.restore(site);
        desk.slow(site, Duration.ZERO);
        desk.hostile(site, "");
        note(site, "mended");
    }

    private boolean verdict() {
        try {
            double seconds = hub.await(REST, this::isAtRest);
            System.out.printf("chaos: at rest after %.0f s: 0 ghost, 0 lost, 0 stale rows%n", seconds);
            return true;
        } catch (IOException notAtRest) {
            var left = differences();
            System.out.println("chaos: " + left.size() + " rows differ from the truth:");
            left.forEach((key, how) -> System.out.println("  " + key + " " + how));
            sitesOf(left).forEach(site -> System.out.println("  " + site + histories.get(site)));
            return false;
        }
    }

    private boolean isAtRest() {
        var left = differences();
        if (nanoTime.getAsLong() - toldAt > TELL.toNanos() && !left.isEmpty()) {
            toldAt = nanoTime.getAsLong();
            var sites = sitesOf(left);
            System.out.printf("chaos: %d rows of %s differ, as %s%n", left.size(), sites, left.firstEntry());
            System.out.println("  " + sites.getFirst() + histories.get(sites.getFirst()));
        }
        return left.isEmpty();
    }

    private static TreeSet<String> sitesOf(Map<String, String> rows) {
        var sites = new TreeSet<String>();
        rows.keySet().forEach(key -> sites.add(key.substring(0, Math.max(0, key.indexOf('/')))));
        return sites;
    }

    /** By site and name: what is wrong with a row. A hub that does not answer differs, too. */
    private TreeMap<String, String> differences() {
        var truth = new TreeMap<String, String>();
        for (var row : fleet.truth().rows()) {
            if (row.kind().equals("VirtualMachine")) {
                truth.put(row.clusterId() + "/" + row.key().replace('/', '.'), row.uid() + " " + row.status());
            }
        }
        var different = new TreeMap<String, String>();
        try {
            var held = held();
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

    private Map<String, String> held() throws IOException {
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
