// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import static io.granary.sites.SitesWorld.cluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.events.GranaryEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of sites that Rancher no longer lists. */
class SiteRemovalTest {
    private static final List<RancherCluster> SIX = IntStream.range(0, 6)
            .mapToObj(at -> cluster("c-" + at, "store-" + at))
            .toList();

    private static SitesWorld world(Map<String, String> settings) {
        var world = new SitesWorld(SIX, List.of(), settings);
        world.rounds.start();
        await().untilAsserted(() -> {
            for (var cluster : SIX) {
                assertThat(world.condition(cluster.spec().displayName(), "Registered"))
                        .isEqualTo("True Registered");
            }
        });
        return world;
    }

    private static void annotate(SitesWorld world, String name) {
        await().untilAsserted(() -> {
            var site = world.sites.find("fleet-default", name);
            var meta = site.metadata();
            world.write(site.with(meta.withLabels(meta.labels(), Map.of("granary.io/confirm-removal", "true"))));
            assertThat(world.isLinked("c-0")).isFalse();
        });
    }

    @Test
    void anEmptyListRemovesNothingAndSaysWhatToDo() throws Exception {
        try (var world = world(Map.of())) {
            world.clusters.replaced(List.of());

            await().untilAsserted(() ->
                    assertThat(world.condition("store-0", "Registered")).isEqualTo("Unknown RemovalHeld"));
            assertThat(world.message("store-0", "Registered")).contains("granary.io/confirm-removal=true");
            assertThat(world.registry.links()).hasSize(6);
            assertThat(world.rounds.held()).isEqualTo(6);

            world.clusters.replaced(SIX);
            await().untilAsserted(() ->
                    assertThat(world.condition("store-0", "Registered")).isEqualTo("True Registered"));
            assertThat(world.rounds.held()).isZero();
        }
    }

    @Test
    void aHeldSiteGoesOnceAPersonConfirms() throws Exception {
        try (var world = world(Map.of())) {
            world.clusters.replaced(SIX.subList(4, 6));
            assertThat(world.rounds.held()).isEqualTo(4);

            annotate(world, "store-0");

            await().untilAsserted(() ->
                    assertThat(world.condition("store-0", "Registered")).isEqualTo("False RemovedFromRancher"));
            assertThat(world.rounds.held()).isEqualTo(3);
            assertThat(world.registry.links()).hasSize(5);
        }
    }

    @Test
    void aRemovedSiteKeepsWhatPeopleWroteUntilItComesBack() throws Exception {
        try (var world = world(Map.of())) {
            var spec = new SiteSpec("Europe/Rome", null, null, null, null);
            await().untilAsserted(() -> {
                world.write(world.sites.find("fleet-default", "store-1").withSpec(spec));
                assertThat(world.sites.find("fleet-default", "store-1").spec()).isEqualTo(spec);
            });
            world.clusters.deleted(SIX.get(1));

            await().untilAsserted(() ->
                    assertThat(world.condition("store-1", "Ready")).isEqualTo("False RemovedFromRancher"));
            assertThat(world.isLinked("c-1")).isFalse();

            world.clusters.changed(cluster("c-new", "store-1"));
            await().untilAsserted(() -> {
                assertThat(world.sites
                                .find("fleet-default", "store-1")
                                .metadata()
                                .labels())
                        .containsEntry(SiteBook.ID_LABEL, "c-new");
                assertThat(world.condition("store-1", "Registered")).isEqualTo("True Registered");
            });
            assertThat(world.sites.find("fleet-default", "store-1").spec().timeZone())
                    .isEqualTo("Europe/Rome");
        }
    }

    @Test
    void aRemovedSiteIsForgottenInTime() throws Exception {
        try (var world = world(Map.of("granary.sites.forget-after", "0s"))) {
            world.clusters.deleted(SIX.get(1));

            await().untilAsserted(() ->
                    assertThat(world.sites.find("fleet-default", "store-1")).isNull());
            assertThat(world.sites.list("", "")).hasSize(5);
        }
    }

    @Test
    void whatPeopleAppliedForAnImportKeepsItsNameAndOutlivesItsCluster() throws Exception {
        try (var world = world(Map.of("granary.sites.forget-after", "0s"))) {
            var spec = new SiteSpec(null, null, null, null, new SiteSpec.Import(null));
            await().untilAsserted(() -> {
                world.write(world.sites.find("fleet-default", "store-1").withSpec(spec));
                assertThat(world.sites.find("fleet-default", "store-1").spec()).isEqualTo(spec);
            });
            world.clusters.changed(cluster("c-1", "renamed"));
            world.clusters.changed(cluster("c-2", "renamed-too"));

            await().untilAsserted(() ->
                    assertThat(world.sites.find("fleet-default", "renamed-too")).isNotNull());
            assertThat(world.sites.find("fleet-default", "renamed")).isNull();

            world.clusters.deleted(SIX.get(1));
            await().untilAsserted(() ->
                    assertThat(world.condition("store-1", "Registered")).isEqualTo("False RemovedFromRancher"));
        }
    }

    @Test
    void theWorldHearsOfSitesThatComeAndGoOnce() throws Exception {
        try (var world = world(Map.of())) {
            world.clusters.replaced(SIX);
            world.clusters.deleted(SIX.get(2));
            world.clusters.changed(SIX.get(2));

            assertThat(world.events)
                    .filteredOn(event -> event.site().value().equals("c-2"))
                    .extracting(event -> event.getClass().getSimpleName())
                    .startsWith("SiteAppeared", "SiteVanished");
            assertThat(world.events)
                    .filteredOn(GranaryEvent.SiteAppeared.class::isInstance)
                    .hasSizeBetween(6, 7);
        }
    }
}
