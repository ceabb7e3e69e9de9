// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutTarget.Hop;
import io.granary.crd.v1alpha1.RolloutTarget.Iso;
import io.granary.crd.v1alpha1.RolloutTarget.UpgradeTarget;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.SiteObjects;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.Note;
import io.granary.rollout.core.Sighting.State;
import io.granary.rollout.core.Sighting.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Simulated sites are upgraded over HTTPS, through Rancher's proxy. */
class UpgradeFleetTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int DATACENTER = 0;
    private static final int STORE = 3;

    private final UpgradeFleet fleet = new UpgradeFleet(4, 2);
    private final Set<String> words = new ConcurrentSkipListSet<>();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void aStoreOfOneNodeIsUpgradedAndItsMachinesRunAgain() {
        var ran = fleet.running(STORE);
        assertThat(bring(order(STORE, "granary-1", to("v1.8.2")))).isEqualTo(State.SUCCEEDED);

        assertThat(fleet.version(STORE)).isEqualTo("v1.8.2");
        assertThat(fleet.running(STORE)).isEqualTo(ran).isNotEmpty();
        assertThat(fleet.schedules(STORE)).as("go on as before").containsOnly(false);
        assertThat(fleet.config(STORE)).as("is as it was").contains("\"restoreVM\": false");
        assertThat(words).anyMatch(text -> text.contains("s0003-n1 images preloaded"));
    }

    @Test
    void aSiteOfSeveralNodesIsFollowedNodeByNode() {
        var ran = fleet.running(DATACENTER);
        assertThat(bring(order(DATACENTER, "granary-1", to("v1.8.2")))).isEqualTo(State.SUCCEEDED);

        assertThat(fleet.running(DATACENTER)).isEqualTo(ran);
        assertThat(words).anyMatch(text -> text.contains("upgrades system services"));
        assertThat(words).anyMatch(text -> text.matches(".*upgrades its nodes, [1-9] of [0-9] done.*"));
    }

    @Test
    void whatIsLostInTheSoakTakesTheSuccessBack() {
        var order = order(STORE, "granary-1", to("v1.8.2"));
        assertThat(bring(order)).isEqualTo(State.SUCCEEDED);
        assertThat(fleet.payload().look(order).desired()).isEqualTo(Desired.YES);

        fleet.volume(STORE, "degraded");
        assertThat(fleet.payload().look(order).desired())
                .as("a site of one node has no place for more replicas")
                .isEqualTo(Desired.YES);
        fleet.volume(STORE, "faulted");
        assertThat(fleet.payload().look(order).desired()).isEqualTo(Desired.NO);
        fleet.volume(STORE, "healthy");
        fleet.pretend(STORE, "v1.8.1");
        assertThat(fleet.payload().look(order).desired()).isEqualTo(Desired.NO);
    }

    @Test
    void twoHopsFollowOneAnother() {
        fleet.pretend(STORE, "v1.6.1");
        var iso = new Iso("http://mirror.example/harvester.iso", "0".repeat(128));
        var target = new UpgradeTarget("v1.8.2", null, List.of(new Hop("v1.7.3", iso)), null, null, null);
        assertThat(bring(order(STORE, "granary-1", target))).isEqualTo(State.SUCCEEDED);

        assertThat(fleet.version(STORE)).isEqualTo("v1.8.2");
        assertThat(words).anyMatch(text -> text.startsWith("hop 1 of 2 to v1.8.2: upgrade to v1.7.3"));
        assertThat(words).anyMatch(text -> text.startsWith("hop 2 of 2 to v1.8.2: upgrade to v1.8.2"));
    }

    @Test
    void anotherHubGoesOnWhereTheFirstOneStopped() {
        var order = order(STORE, "granary-1", to("v1.8.2"));
        fleet.payload().start(order, Instant.now().plusSeconds(30));
        await().atMost(SOON).until(() -> !fleet.upgrades(STORE, "granary-1").isEmpty());

        var other = fleet.restarted();
        await().atMost(SOON).untilAsserted(() -> {
            fleet.recovered();
            assertThat(other.observe(order).action())
                    .extracting(Sighting.Action::state)
                    .isEqualTo(State.SUCCEEDED);
        });
        assertThat(fleet.upgrades(STORE, "granary-1")).hasSize(1);
    }

    @Test
    void aFailureIsToldInTheSitesWordsAndEverythingIsPutBack() {
        fleet.simulated().faults().upgradeFails(fleet.id(STORE), "image", "checksum mismatch");
        var order = order(STORE, "granary-1", to("v1.8.2"));
        assertThat(bring(order)).isEqualTo(State.FAILED);

        assertThat(fleet.payload().look(order).action().message())
                .startsWith("upgrade to v1.8.2 failed (ImageReady): retry attempted 3/3 failed")
                .endsWith("checksum mismatch");
        assertThat(fleet.schedules(STORE)).containsOnly(false);
    }

    @Test
    void whatHangsIsToldWithTheStageAndWithWhereToLook() {
        fleet.simulated().faults().upgradeStalls(fleet.id(DATACENTER), "pre-drain");
        var order = order(DATACENTER, "granary-1", to("v1.8.2"));
        fleet.payload().start(order, Instant.now().plusSeconds(30));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fleet.payload().observe(order).action())
                        .extracting(Sighting.Action::message, STRING)
                        .startsWith("stuck for ")
                        .contains("pre-draining")
                        .containsPattern("Job granary-1-v1\\.8\\.2-pre-drain-rtm-n1"));
    }

    @Test
    void aSiteThatIsThereAlreadyNeedsNothing() {
        fleet.pretend(STORE, "v1.8.2");
        assertThat(fleet.payload().look(order(STORE, "granary-1", to("v1.8.2"))).desired())
                .isEqualTo(Desired.YES);
    }

    @Test
    void aWayThatIsTooLongIsHeldWithWhatOpensIt() {
        fleet.pretend(STORE, "v1.5.2");
        assertThat(precheck("v1.8.2"))
                .isEqualTo("no way from v1.5.2 to v1.8.2 in steps of one minor: name a v1.6 release that upgrades from"
                        + " v1.5.2 in spec.target.upgrade.via");
    }

    @Test
    void eachSiteHasTheMirrorThatItsLabelsName() {
        fleet.pretend(STORE, "v1.8.0");
        var iso = new Iso("http://mirror.${country}.example/harvester.iso", "0".repeat(128));
        fleet.simulated().faults().upgradeStalls(fleet.id(STORE), "image");
        var order = order(STORE, "granary-1", new UpgradeTarget("v1.8.1", iso, List.of(), null, null, null));
        fleet.payload().start(order, Instant.now().plusSeconds(30));

        await().atMost(SOON).untilAsserted(() -> {
            fleet.payload().observe(order);
            var version = fleet.of(STORE, SiteKinds.VERSIONS).find(SiteKinds.SYSTEM, "v1.8.1");
            assertThat(version == null ? "" : version.at("/spec/isoURL").asText())
                    .isEqualTo("http://mirror.ch.example/harvester.iso");
        });
    }

    @Test
    void aSiteWithoutTheLabelOfItsMirrorIsHeldAndSaysWhichOne() {
        var iso = new Iso("http://mirror.${region}.example/harvester.iso", "0".repeat(128));
        var target = new UpgradeTarget("v1.8.2", iso, List.of(), null, null, null);
        assertThat(fleet.payload()
                        .look(order(STORE, "granary-1", target))
                        .precheck()
                        .sentence())
                .isEqualTo("the place of the ISO of v1.8.2 depends on the site's label region, which it does not have:"
                        + " label its cluster in Rancher");
    }

    @Test
    void aRolloutThatNamesNoVersionSaysWhatToWrite() {
        assertThat(precheck(null))
                .isEqualTo("the rollout names no version: write spec.target.upgrade.version, such as v1.8.2");
    }

    @Test
    void rancherComesFirst() {
        assertThat(precheck("v1.9.0"))
                .isEqualTo("Rancher v2.14.2 is older than Harvester v1.9.0 needs: upgrade Rancher to v2.15 first");
    }

    @Test
    void theSitesOwnValidatorIsAskedBeforeAndCreatesNothing() {
        assertThat(precheck("v1.8.2")).isEmpty();
        fleet.simulated().faults().admissionDenies(fleet.id(STORE), "the certificate of node n1 expires in 3 days");
        await().atMost(SOON).until(() -> precheck("v1.8.2").contains("auto-rotate-rke2-certs"));
        assertThat(fleet.upgrades(STORE, "granary-1")).isEmpty();
    }

    @Test
    void aWebhookThatFailsClosedHoldsTheSite() {
        fleet.simulated().faults().admissionDown(fleet.id(STORE), "connection refused");
        assertThat(precheck("v1.8.2")).startsWith("the site cannot check the upgrade now");
    }

    @Test
    void backupSchedulesHideNothingOfWhatTheValidatorWouldSayNext() {
        var charts = SiteObjects.type("management.cattle.io/v3", "managedcharts");
        var chart = fleet.of(STORE, charts).list("fleet-local", "").getFirst();
        for (var condition : chart.at("/status/conditions")) {
            ((ObjectNode) condition).put("status", "False");
        }
        fleet.of(STORE, charts).replaceStatus(chart);
        fleet.of(STORE, charts).replace(chart);

        assertThat(fleet.schedules(STORE)).containsOnly(false);
        assertThat(precheck("v1.8.2")).matches("managed chart \\S+ is not ready: mend it, or .*");
    }

    @Test
    void allThatWasFoundIsToldTheWorstFirst() {
        fleet.simulated().faults().admissionDenies(fleet.id(STORE), "the certificate of node n1 expires in 3 days");
        var seen = fleet.payload().look(order(STORE, "granary-1", to("v1.8.2"))).precheck();
        assertThat(seen.notes())
                .extracting(Note::weight)
                .startsWith(Weight.BLOCKS)
                .endsWith(Weight.TELLS);
        assertThat(seen.sentence()).startsWith(seen.notes().getFirst().sentence());
        assertThat(seen.notes()).allSatisfy(note -> assertThat(note.remedy()).isNotEmpty());
    }

    private String precheck(String version) {
        return fleet.payload()
                .look(order(STORE, "granary-1", to(version)))
                .precheck()
                .sentence();
    }

    private static UpgradeTarget to(String version) {
        return new UpgradeTarget(version, null, List.of(), null, null, null);
    }

    private State bring(Order order) {
        fleet.payload().start(order, Instant.now().plusSeconds(30));
        var end = new java.util.concurrent.atomic.AtomicReference<State>();
        await().atMost(SOON).pollInterval(Duration.ofMillis(50)).until(() -> {
            fleet.recovered();
            var action = fleet.payload().observe(order).action();
            if (action != null) {
                words.add(action.message());
                end.set(action.state());
            }
            return action != null && action.state() != State.RUNNING;
        });
        return end.get();
    }

    private Order order(int site, String name, UpgradeTarget target) {
        return new Order(fleet.view(site), new RolloutTarget(null, null, target, null), 1, 1, name);
    }
}
