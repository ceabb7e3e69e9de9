// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.inventory.core.Kind;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiAddress;
import io.granary.kube.ApiDoors;
import io.granary.kube.Credentials;
import io.granary.kube.DoorLimits;
import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.sites.SiteLink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The reflectors against a simulated Rancher, over real HTTPS. */
class SiteSyncFleetTest {
    private static final int SITES = 50;
    private static final Duration SOON = Duration.ofSeconds(90);

    private final SimulatedFleet fleet =
            SimulatedFleet.start(FleetOptions.quiet(SITES, 6).withSeed(11));
    private final Vertx vertx = Vertx.vertx();
    private final ReflectorClock timer = new ReflectorClock(Clock.systemUTC(), System::nanoTime);
    private final ReflectorPacer pacer = new ReflectorPacer(new ReflectorPacer.Limits(16, 200, 50), timer);
    private final ReflectorMeters meters = new ReflectorMeters(64 << 20);
    private final PlainRows rows = new PlainRows();
    private final SiteSyncs syncs = new SiteSyncs(tools(), new SiteSync.News() {
        @Override
        public void live(SiteId site) {}

        @Override
        public void stale(SiteId site, Instant lastSeen, String reason) {}
    });

    @AfterEach
    void close() {
        syncs.stop();
        timer.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        fleet.close();
    }

    private SiteSyncTools tools() {
        var polling = new SiteSyncTools.Polling(
                Duration.ofHours(1),
                Duration.ofSeconds(10),
                Map.of(Kind.NODE, Duration.ofMinutes(5), Kind.IMAGE, Duration.ofMinutes(5)));
        var limits = new SiteSyncTools.Limits(
                500,
                true,
                Duration.ofSeconds(20),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                polling);
        return new SiteSyncTools(rows, rows::state, timer, pacer, meters, new Random(5), limits);
    }

    private void connect() {
        var trust = new ApiAddress.Trust(fleet.caPem(), null, null);
        var patience = new DoorLimits.Patience(5, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(2));
        var usual = DoorLimits.DEFAULTS;
        var limits = new DoorLimits(usual.site(), usual.fleet(), usual.reply(), patience);
        var doors = new ApiDoors(vertx, limits, new SimpleMeterRegistry(), System::nanoTime);
        var origin = doors.origin(ApiAddress.of(fleet.url(), trust), Credentials.of("Bearer " + fleet.token()));
        for (var site : fleet.sites()) {
            var id = new SiteId(site.clusterId());
            var door = origin.door(id.value(), "/k8s/clusters/" + id);
            syncs.changed(new SiteLink(id, "fleet-default", id.value(), Map.of(), true, door));
        }
    }

    private Map<String, String> truth() {
        var truth = new TreeMap<String, String>();
        for (var row : fleet.truth().rows()) {
            var kind = row.kind().equals("VirtualMachine") ? Kind.VIRTUAL_MACHINE : Kind.VIRTUAL_MACHINE_INSTANCE;
            truth.put(row.clusterId() + " " + kind + " " + row.key(), row.uid() + "@" + row.resourceVersion());
        }
        return truth;
    }

    private Map<String, String> held() {
        var held = new TreeMap<String, String>();
        for (var site : fleet.sites()) {
            for (var kind : InventoryKinds.WATCHED) {
                var place = new PlainRows.Place(new SiteId(site.clusterId()), kind.kind());
                rows.view(place)
                        .forEach((key, value) -> held.put(site.clusterId() + " " + kind.kind() + " " + key, value));
            }
        }
        return held;
    }

    /** Rows that are lost, ghosts or stale, as they should be and as they are. */
    private List<String> difference() {
        var held = held();
        var truth = truth();
        var keys = new TreeSet<>(held.keySet());
        keys.addAll(truth.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(held.get(key), truth.get(key)))
                .map(key -> key + " is " + truth.get(key) + ", held as " + held.get(key))
                .toList();
    }

    @Test
    void afterChurnAndFaultsNoRowIsLostGhostOrStale() {
        connect();
        await().atMost(SOON).untilAsserted(() -> assertThat(syncs.live()).isEqualTo(SITES));
        assertThat(held()).isEqualTo(truth()).hasSizeGreaterThan(SITES * 6);
        fleet.churn(100);
        var dice = new Random(99);
        for (var round = 0; round < 40; round++) {
            disturb(dice, fleet.sites().get(dice.nextInt(SITES)).clusterId());
            var happened = fleet.truth().after(0).size();
            await().pollDelay(Duration.ZERO)
                    .atMost(SOON)
                    .until(() -> fleet.truth().after(0).size() > happened + 5);
        }
        fleet.churn(0);
        fleet.sites().forEach(site -> fleet.faults().restore(site.clusterId()));
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(difference()).isEmpty();
            assertThat(syncs.live()).isEqualTo(SITES);
        });
        assertThat(pacer.mostLists()).isLessThanOrEqualTo(16);
        assertThat(rows.details).hasSize(SITES);
    }

    private void disturb(Random dice, String site) {
        var faults = fleet.faults();
        switch (dice.nextInt(6)) {
            case 0 -> faults.cut(site);
            case 1 -> faults.restore(site);
            case 2 -> faults.dropWatches(site);
            case 3 -> faults.restartServer(site);
            case 4 -> faults.rewind(site);
            default -> faults.rebuild(site);
        }
    }
}
