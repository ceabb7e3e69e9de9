// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kube.ApiAddress;
import io.granary.kube.ApiDoors;
import io.granary.kube.Credentials;
import io.granary.kube.DoorLimits;
import io.granary.kube.HubCluster;
import io.granary.kube.MemoryResources;
import io.granary.kube.SiteDoors;
import io.granary.simulator.SimulatedFleet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** The sites of a simulated Rancher, discovered as the hub does it, with short patience; their Sites are in memory. */
public final class TestSites implements AutoCloseable {
    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    private final SiteRegistry registry = new SiteRegistry();
    private final SiteRounds rounds;

    public TestSites(Vertx vertx, SimulatedFleet fleet) {
        var usual = DoorLimits.DEFAULTS;
        var patience = new DoorLimits.Patience(5, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(2));
        var limits = new DoorLimits(usual.site(), usual.fleet(), usual.reply(), patience);
        var doors = new ApiDoors(vertx, limits, new SimpleMeterRegistry(), System::nanoTime);
        var trust = new ApiAddress.Trust(fleet.caPem(), null, null);
        var credentials = Credentials.of("Bearer " + fleet.token());
        var rancher = doors.origin(ApiAddress.of(fleet.url(), trust), credentials);
        var local = doors.origin(ApiAddress.of(fleet.url() + "/k8s/clusters/local", trust), credentials);
        var hub = new HubCluster(local, RANDOM);
        var kinds = new SiteKinds(
                new MemoryResources<SiteSpec, SiteStatus>(),
                hub.resources(RancherCluster.TYPE),
                hub.resources(DirectSecret.TYPE));
        var config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(SitesConfig.class)
                .build()
                .getConfigMapping(SitesConfig.class);
        this.rounds = new SiteRounds(
                config,
                kinds,
                new SiteDoors(doors, () -> rancher),
                registry,
                () -> null,
                event -> {},
                new SiteRounds.Chance(Clock.systemUTC(), System::nanoTime, RANDOM));
    }

    /** Begins to discover. */
    public SiteDirectory start() {
        rounds.start();
        return registry;
    }

    @Override
    public void close() throws Exception {
        rounds.close();
        registry.close();
    }
}
