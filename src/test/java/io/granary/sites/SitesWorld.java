// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.events.GranaryEvent;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiAddress;
import io.granary.kube.ApiDoors;
import io.granary.kube.Credentials;
import io.granary.kube.DoorLimits;
import io.granary.kube.HubObject;
import io.granary.kube.MemoryResources;
import io.granary.kube.SiteDoors;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/** The rounds over the sites with a hub in memory, whose Rancher and Secrets say what a test says. */
final class SitesWorld implements AutoCloseable {
    final MemoryResources<SiteSpec, SiteStatus> sites = new MemoryResources<>();
    final ToldResources<RancherCluster> clusters;
    final ToldResources<DirectSecret> secrets;
    final SiteRegistry registry = new SiteRegistry();
    final Collection<GranaryEvent> events = new ConcurrentLinkedQueue<>();
    final SiteRounds rounds;
    private final Vertx vertx = Vertx.vertx();

    SitesWorld(List<RancherCluster> clusters, List<DirectSecret> secrets, Map<String, String> settings) {
        this.clusters = new ToldResources<>(clusters);
        this.secrets = new ToldResources<>(secrets);
        var config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .withMapping(SitesConfig.class)
                .build()
                .getConfigMapping(SitesConfig.class);
        var doors = new ApiDoors(vertx, DoorLimits.DEFAULTS, new SimpleMeterRegistry(), System::nanoTime);
        var nobody =
                doors.origin(ApiAddress.of("http://127.0.0.1:1", ApiAddress.Trust.PUBLIC), Credentials.of("Bearer x"));
        this.rounds = new SiteRounds(
                config,
                new SiteKinds(sites, this.clusters, this.secrets),
                new SiteDoors(doors, () -> nobody),
                registry,
                () -> null,
                events::add,
                new SiteRounds.Chance(
                        Clock.systemUTC(),
                        System::nanoTime,
                        () -> ThreadLocalRandom.current().nextLong()));
    }

    static RancherCluster cluster(String id, String name) {
        return new RancherCluster(
                new RancherCluster.Meta(id, "uid-" + id, "1", null, Map.of(), Map.of()),
                new RancherCluster.Spec(name, "fleet-default"),
                null);
    }

    /** {@code status reason} of a condition of a site; empty where there is none. */
    String condition(String site, String type) {
        var stored = sites.find("fleet-default", site);
        return stored == null || stored.status() == null
                ? ""
                : stored.status().conditions().stream()
                        .filter(condition -> condition.type().equals(type))
                        .map(condition -> condition.status() + " " + condition.reason())
                        .findFirst()
                        .orElse("");
    }

    String message(String site, String type) {
        return sites.find("fleet-default", site).status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow()
                .message();
    }

    void write(HubObject<SiteSpec, SiteStatus> site) {
        sites.replace(site);
    }

    boolean isLinked(String id) {
        return registry.links().stream().anyMatch(link -> link.id().equals(new SiteId(id)));
    }

    @Override
    public void close() throws Exception {
        rounds.close();
        registry.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
