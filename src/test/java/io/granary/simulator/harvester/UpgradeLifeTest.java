// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.ClusterRuntime;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.site.FleetPlan;
import io.granary.simulator.site.SimulatedSite;
import io.granary.simulator.site.SitePlan.Link;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of an Upgrade (fact sheet 4) on a clock that stands still until the test moves it. */
class UpgradeLifeTest {
    private static final ObjectKey KEY = ObjectKey.of("harvester-system", "hop");
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration LONG = Duration.ofHours(8);

    private final Vertx vertx = Vertx.vertx();
    private final SimClock clock = SimClock.virtual(START);
    private final Set<String> states = new LinkedHashSet<>();
    private final List<String> lines = new ArrayList<>();
    private SimulatedSite site = at(19);

    private SimulatedSite at(int index) {
        var runtime = new ClusterRuntime(vertx, Clock.fixed(START, ZoneOffset.UTC), new Random(1));
        var made = new SimulatedSite(
                FleetPlan.of(20, 2, 1, 0, 0).site(index), clock, runtime, new Nowhere(), (where, change) -> {
                    if (change.resource().equals(Kinds.UPGRADE)
                            && change.after().key().equals(KEY)) {
                        states.add(UpgradeObject.label(Trees.of(change.after()), UpgradeObject.STATE));
                    }
                });
        made.onLink(() -> lines.add(made.link().name()));
        return made;
    }

    /** No image is fetched here. */
    private static final class Nowhere implements FileServers {
        @Override
        public void head(Source source, Consumer<Answer> then) {}

        @Override
        public void get(Source source, long size, Consumer<Answer> then) {}
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void goesThroughItsStatesAndChangesTheVersionAtTheEnd() {
        create();
        clock.advance(LONG);

        assertThat(states)
                .containsExactly(
                        "",
                        "PreparingLoggingInfra",
                        "PreparingRepo",
                        "RepoPrepared",
                        "PreparingNodes",
                        "UpgradingSystemServices",
                        "UpgradingNodes",
                        "Succeeded");
        assertThat(Conditions.isTrue(upgrade(), "Completed")).isTrue();
        assertThat(UpgradeObject.label(upgrade(), UpgradeObject.CLEANUP)).isEqualTo("Succeeded");
        assertThat(setting("server-version").path("value").asText()).isEqualTo("v1.8.2");
        assertThat(node().at("/status/nodeInfo/osImage").asText()).isEqualTo("Harvester v1.8.2");
    }

    @Test
    void aSiteOfOneNodeStopsItsMachinesAndIsOutOfReachForItsReboot() {
        create();
        clock.advance(LONG);

        assertThat(lines).containsExactly(Link.OFFLINE.name(), Link.CONNECTED.name());
        assertThat(upgrade().at("/status/singleNode").asText()).isEqualTo("s0019-n1");
        assertThat(machines("Running")).as("restoreVM is off by default").isZero();
    }

    @Test
    void restoreVmStartsTheMachinesThatRan() {
        var ran = machines("Running");
        configure("{\"restoreVM\":true}");
        create();
        clock.advance(LONG);

        assertThat(machines("Running")).isEqualTo(ran).isPositive();
    }

    @Test
    void severalNodesFollowOneAnotherAndTheirMachinesMove() {
        site = at(0);
        var ran = machines("Running");
        create();
        clock.advance(LONG);

        assertThat(lines).isEmpty();
        assertThat(upgrade().at("/status/nodeStatuses"))
                .allSatisfy(status -> assertThat(status.path("state").asText()).isEqualTo("Succeeded"));
        assertThat(machines("Running")).isEqualTo(ran).isPositive();
        assertThat(site.store().list(Kinds.NODE))
                .allSatisfy(node -> assertThat(
                                Trees.of(node).at("/spec/unschedulable").asBoolean())
                        .isFalse());
    }

    @Test
    void aPausedNodeWaitsForItsWord() {
        configure("{\"nodeUpgradeOption\":{\"strategy\":{\"mode\":\"manual\"}}}");
        create("{\"s0019-n1\":\"pause\"}");
        clock.advance(LONG);
        assertThat(upgrade().at("/status/nodeStatuses/s0019-n1/reason").asText())
                .isEqualTo("AdministrativelyPaused");

        site.store().update(Kinds.UPGRADE, KEY, upgrade -> {
            Trees.child(Trees.child(upgrade, "metadata"), "annotations")
                    .put(UpgradeObject.PAUSES, "{\"s0019-n1\":\"unpause\"}");
            return upgrade;
        });
        clock.advance(LONG);
        assertThat(UpgradeObject.label(upgrade(), UpgradeObject.STATE)).isEqualTo("Succeeded");
    }

    @Test
    void hangsInAStageUntilItIsFreed() {
        site = at(0);
        site.troubles().stallUpgrades(UpgradeStage.PRE_DRAIN);
        create();
        clock.advance(LONG);
        assertThat(upgrade()
                        .at("/status/nodeStatuses")
                        .elements()
                        .next()
                        .path("state")
                        .asText())
                .isEqualTo("Pre-draining");

        site.troubles().freeUpgrades();
        clock.advance(LONG);
        assertThat(UpgradeObject.label(upgrade(), UpgradeObject.STATE)).isEqualTo("Succeeded");
    }

    @Test
    void aFailureIsToldByTheConditionThatFailedAndNotByCompleted() {
        site.troubles().failUpgrades(UpgradeStage.IMAGE, "checksum mismatch");
        create();
        clock.advance(LONG);

        assertThat(UpgradeObject.label(upgrade(), UpgradeObject.STATE)).isEqualTo("Failed");
        assertThat(condition("ImageReady").path("message").asText())
                .isEqualTo("retry attempted 3/3 failed due to error: checksum mismatch");
        assertThat(condition("Completed").has("message")).isFalse();
        assertThat(setting("server-version").path("value").asText()).isNotEqualTo("v1.8.2");
    }

    @Test
    void anIsoThatDemandsAMoreRecentVersionIsRefusedInTheReasonOfCompleted() {
        site.store().update(Kinds.HARVESTER_VERSION, ObjectKey.of("harvester-system", "v1.8.2"), version -> {
            Trees.child(version, "spec").put("minUpgradableVersion", "v1.8.2");
            return version;
        });
        create();
        clock.advance(LONG);

        assertThat(condition("Completed").path("reason").asText())
                .contains("is less than the minimum upgradable version v1.8.2");
    }

    private void configure(String value) {
        site.store().update(Kinds.SETTING, ObjectKey.of("", "upgrade-config"), setting -> setting.put("value", value));
    }

    private void create() {
        create("");
    }

    private void create(String pauses) {
        var upgrade = Trees.empty().put("apiVersion", "harvesterhci.io/v1beta1").put("kind", "Upgrade");
        var metadata = Trees.child(upgrade, "metadata")
                .put("namespace", KEY.namespace())
                .put("name", KEY.name());
        if (!pauses.isEmpty()) {
            Trees.child(metadata, "annotations").put(UpgradeObject.PAUSES, pauses);
        }
        Trees.child(upgrade, "spec").put("version", "v1.8.2");
        site.store().create(Kinds.UPGRADE, upgrade);
    }

    private ObjectNode upgrade() {
        return Trees.find(site.store(), Kinds.UPGRADE, KEY).orElseThrow();
    }

    private ObjectNode setting(String name) {
        return Trees.find(site.store(), Kinds.SETTING, ObjectKey.of("", name)).orElseThrow();
    }

    private ObjectNode node() {
        return Trees.of(site.store().list(Kinds.NODE).getFirst());
    }

    private com.fasterxml.jackson.databind.JsonNode condition(String type) {
        return upgrade()
                .at("/status/conditions")
                .valueStream()
                .filter(each -> each.path("type").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private long machines(String state) {
        var kind = io.granary.simulator.apiserver.GroupResource.of("kubevirt.io", "virtualmachines");
        return site.store().list(kind).stream()
                .filter(machine ->
                        Trees.of(machine).at("/status/printableStatus").asText().equals(state))
                .count();
    }
}
