// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.crd.v1alpha1.Condition;
import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.crd.v1alpha1.SiteStatus.ConnectivityState;
import io.granary.kube.ApiAddress;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiDoors;
import io.granary.kube.Budget;
import io.granary.kube.Credentials;
import io.granary.kube.DoorLimits;
import io.granary.kube.HubCluster;
import io.granary.kube.HubObject;
import io.granary.kube.MemoryResources;
import io.granary.kube.Resources;
import io.granary.kube.SiteDoors;
import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The hub finds the sites of a simulated Rancher and reports each as a Site. */
class FleetDiscoveryTest {
    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    private final Vertx vertx = Vertx.vertx();
    private final SiteRegistry registry = new SiteRegistry();

    @AfterEach
    void close() {
        registry.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void reportsTwentySitesOfWhichOneIsOffline() throws Exception {
        var options = FleetOptions.quiet(20, 2).withOffline(1);
        var sites = new MemoryResources<SiteSpec, SiteStatus>();
        try (var fleet = SimulatedFleet.start(options);
                var rounds = rounds(fleet, sites)) {
            rounds.start();

            await().atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(states(sites)).isEqualTo(Map.of("True", 19L, "False", 1L)));
            assertThat(registry.links()).hasSize(20);
            assertThat(sites.list("", ""))
                    .filteredOn(site -> "True".equals(ready(site)))
                    .allSatisfy(site -> {
                        assertThat(site.status().harvesterVersion()).startsWith("v1.");
                        assertThat(site.status().siteUID()).isNotBlank();
                        assertThat(site.status().nodes().ready()).isPositive();
                        assertThat(site.status().connectivity().state()).isEqualTo(ConnectivityState.Connected);
                    });
            assertThat(sites.list("", ""))
                    .filteredOn(site -> "False".equals(ready(site)))
                    .singleElement()
                    .satisfies(site ->
                            assertThat(site.status().connectivity().reason()).isEqualTo("Disconnected"));
        }
    }

    @Test
    void asksASiteThatIsBackForItsVersion() throws Exception {
        var sites = new MemoryResources<SiteSpec, SiteStatus>();
        try (var fleet = SimulatedFleet.start(FleetOptions.quiet(1, 1));
                var rounds = rounds(fleet, sites)) {
            rounds.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> states(sites).equals(Map.of("True", 1L)));
            upgraded("v1.9.9");

            fleet.faults().cut(fleet.sites().getFirst().clusterId());
            await().atMost(Duration.ofSeconds(20)).until(() -> states(sites).equals(Map.of("False", 1L)));
            fleet.faults().restore(fleet.sites().getFirst().clusterId());

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(sites.list("", ""))
                            .singleElement()
                            .satisfies(site ->
                                    assertThat(site.status().harvesterVersion()).isEqualTo("v1.9.9")));
        }
    }

    private void upgraded(String version) {
        var path = "/apis/harvesterhci.io/v1beta1/settings/server-version";
        var body = ("{\"value\":\"" + version + "\"}").getBytes(StandardCharsets.UTF_8);
        var headers = Map.of("content-type", "application/merge-patch+json");
        var door = registry.links().iterator().next().door();
        assertThat(door.await(new ApiCall("PATCH", path, headers, body, Budget.OBJECT))
                        .status())
                .isEqualTo(200);
    }

    private static Map<String, Long> states(Resources<HubObject<SiteSpec, SiteStatus>> sites) {
        return sites.list("", "").stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        FleetDiscoveryTest::ready, java.util.stream.Collectors.counting()));
    }

    private static String ready(HubObject<SiteSpec, SiteStatus> site) {
        return site.status() == null
                ? "Absent"
                : site.status().conditions().stream()
                        .filter(condition -> condition.type().equals("Ready"))
                        .map(Condition::status)
                        .findFirst()
                        .orElse("Absent");
    }

    private ApiDoors doors() {
        return new ApiDoors(vertx, DoorLimits.DEFAULTS, new SimpleMeterRegistry(), System::nanoTime);
    }

    private SiteRounds rounds(SimulatedFleet fleet, Resources<HubObject<SiteSpec, SiteStatus>> sites) {
        var doors = doors();
        var rancher = doors.origin(ApiAddress.of(fleet.url(), trust(fleet)), Credentials.of("Bearer " + fleet.token()));
        var config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(SitesConfig.class)
                .build()
                .getConfigMapping(SitesConfig.class);
        var local = ApiAddress.of(fleet.url() + "/k8s/clusters/local", trust(fleet));
        var hub = new HubCluster(doors.origin(local, Credentials.of("Bearer " + fleet.token())), RANDOM);
        var kinds = new SiteKinds(sites, hub.resources(RancherCluster.TYPE), hub.resources(DirectSecret.TYPE));
        var chance = new SiteRounds.Chance(Clock.systemUTC(), System::nanoTime, RANDOM);
        return new SiteRounds(
                config, kinds, new SiteDoors(doors, () -> rancher), registry, () -> null, event -> {}, chance);
    }

    private static ApiAddress.Trust trust(SimulatedFleet fleet) {
        return new ApiAddress.Trust(fleet.caPem(), null, null);
    }
}
