// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.granary.inventory.TestSyncs;
import io.granary.kube.Spans;
import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.fault.FaultPlan;
import io.granary.simulator.fault.HostileReplies;
import io.granary.sites.TestSites;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code make chaos}: from Rancher's list to the rows that a user gets, with faults of all kinds. */
class ChaosTest {
    private static final int SITES = 24;
    private static final int FAULTS = 48;
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String ROWS = "/apis/inventory.granary.io/v1alpha1/fleetvirtualmachines?limit=50&continue=";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final SimulatedFleet fleet =
            SimulatedFleet.start(FleetOptions.quiet(SITES, 5).withSeed(7));
    private final List<String> sites =
            fleet.sites().stream().map(site -> site.clusterId()).toList();

    private final Set<String> removed = new HashSet<>();

    @Test
    void afterFaultsOfAllKindsTheRowsAreTheTruth() throws Exception {
        try (var discovered = new TestSites(vertx, fleet);
                var syncs = new TestSyncs(directory, discovered.start());
                var served = new Served(vertx, syncs)) {
            awaitTruth(served, syncs);
            fleet.churn(60);
            var dice = new Random(3);
            for (var fault = 0; fault < FAULTS; fault++) {
                disturb(fault, sites.get(dice.nextInt(SITES)), dice);
                awaitChanges();
            }
            fleet.churn(0);
            sites.forEach(this::mend);
            awaitTruth(served, syncs);
        } finally {
            fleet.close();
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private void awaitTruth(Served served, TestSyncs syncs) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            assertThat(served.rows()).isEqualTo(truth()).hasSizeGreaterThan(SITES);
            assertThat(syncs.live()).isEqualTo(SITES);
        });
    }

    private void awaitChanges() {
        var before = fleet.truth().after(0).size();
        await().pollDelay(Duration.ZERO)
                .atMost(SOON)
                .until(() -> fleet.truth().after(0).size() > before + 5);
    }

    private void disturb(int turn, String site, Random dice) {
        var kinds = FaultPlan.Kind.values();
        var hostile = List.copyOf(HostileReplies.KINDS).get(dice.nextInt(HostileReplies.KINDS.size()));
        var faults = fleet.faults();
        mend(site);
        switch (kinds[turn % kinds.length]) {
            case CUT -> faults.cut(site);
            case DROP_WATCHES -> faults.dropWatches(site);
            case RESTART_SERVER -> faults.restartServer(site);
            case REWIND -> faults.rewind(site);
            case REBUILD -> faults.rebuild(site);
            case SLOW -> faults.slow(site, Duration.ofMillis(700));
            case HOSTILE -> faults.hostile(site, hostile);
            case REMOVE -> {
                faults.remove(site);
                removed.add(site);
            }
        }
    }

    private void mend(String site) {
        var faults = fleet.faults();
        if (removed.remove(site)) {
            faults.add(site);
        }
        faults.restore(site);
        faults.slow(site, Duration.ZERO);
        faults.hostile(site, "");
    }

    private Map<String, String> truth() {
        var truth = new TreeMap<String, String>();
        for (var row : fleet.truth().rows()) {
            if (row.kind().equals("VirtualMachine")) {
                truth.put(row.clusterId() + "/" + row.key().replace('/', '.'), row.uid() + " " + row.status());
            }
        }
        return truth;
    }

    /** The extension API over the store. */
    private static final class Served implements AutoCloseable {
        private final ExtensionServer server;
        private final HttpClient http;

        Served(Vertx vertx, TestSyncs syncs) throws Exception {
            var hub = new TestHub();
            hub.requestHeaderCa = new TestCa("requestheader-ca").pem();
            hub.tokens.put("admin-token", "admin");
            var config = ApiWorld.config(Map.of());
            var certificate = ServingCertificate.make(ExtensionServer.names(config), Instant.now(), new SecureRandom());
            server = new ExtensionServer(new ExtensionServer.Parts(
                    vertx,
                    config,
                    certificate,
                    hub,
                    new TrustSource(hub, new Random(1)),
                    syncs.store(),
                    new MemoryAccess(),
                    new ApiMeters(new SimpleMeterRegistry()),
                    Clock.systemUTC(),
                    new Random(1),
                    new MemoryPlans(),
                    Optional::empty,
                    Spans.NONE));
            server.start().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
            server.refresh().toCompletableFuture().get(20, TimeUnit.SECONDS);
            http = HttpClient.newBuilder()
                    .sslContext(TestCa.tls(certificate.caPem(), null))
                    .build();
        }

        Map<String, String> rows() throws Exception {
            var rows = new TreeMap<String, String>();
            var token = "";
            do {
                var path = ROWS + URLEncoder.encode(token, StandardCharsets.UTF_8);
                var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
                        .header("authorization", "Bearer admin-token")
                        .build();
                var page = JSON.readTree(
                        http.send(request, BodyHandlers.ofString()).body());
                for (var item : page.path("items")) {
                    var meta = item.path("metadata");
                    rows.put(
                            meta.path("namespace").asText() + "/"
                                    + meta.path("name").asText(),
                            meta.path("uid").asText() + " "
                                    + item.path("status")
                                            .path("printableStatus")
                                            .asText());
                }
                token = page.path("metadata").path("continue").asText("");
            } while (!token.isEmpty());
            return rows;
        }

        @Override
        public void close() {
            server.close();
            http.close();
        }
    }
}
