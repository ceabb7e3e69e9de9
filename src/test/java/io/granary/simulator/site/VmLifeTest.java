// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.Authorizer;
import io.granary.simulator.apiserver.ClusterRuntime;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.StoredObject;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of virtual machines under a clock that stands still until the test moves it. */
class VmLifeTest {
    private final Vertx vertx = Vertx.vertx();
    private final ClusterRuntime runtime = new ClusterRuntime(vertx, Clock.systemUTC(), new Random(1));
    private final SimClock clock = SimClock.virtual(Instant.parse("2026-11-01T00:00:00Z"));
    private final List<String> journal = new ArrayList<>();
    private final FleetPlan fleet = FleetPlan.of(200, 20, 1, 0, 0);

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void aStoppedMachineStartsRunsAndTellsItsAddressLater() throws IOException {
        var site = site(0);
        var key = first(site, VmState.Power.STOPPED, true);
        assertThat(site.life().start(key)).isTrue();
        assertThat(status(site, key)).isEqualTo("Starting");
        assertThat(instance(site, key).at("/status/phase").asText()).isEqualTo("Scheduling");
        clock.advance(Duration.ofSeconds(2));
        assertThat(status(site, key)).isEqualTo("Running");
        assertThat(instance(site, key).at("/status/interfaces/0/ipAddress").isMissingNode())
                .isTrue();
        clock.advance(Duration.ofSeconds(5));
        assertThat(instance(site, key).at("/status/interfaces/0/ipAddress").asText())
                .startsWith("10.");
        assertThat(instance(site, key).at("/status/guestOSInfo/prettyName").asText())
                .isNotEmpty();
    }

    @Test
    void aStoppedMachineHasNoInstance() throws IOException {
        var site = site(5);
        var key = first(site, VmState.Power.RUNNING, false);
        assertThat(site.life().stop(key)).isTrue();
        assertThat(status(site, key)).isEqualTo("Stopping");
        clock.advance(Duration.ofSeconds(3));
        assertThat(status(site, key)).isEqualTo("Stopped");
        assertThat(site.store().find(ResourceKind.VMI.groupResource(), key)).isEmpty();
        assertThat(journal).contains("DELETED virtualmachineinstances.kubevirt.io " + key);
    }

    @Test
    void aMachineOfADatacenterMovesToAnotherNodeAndKeepsItsInstance() throws IOException {
        var site = site(0);
        var key = first(site, VmState.Power.RUNNING, false);
        var before = instance(site, key);
        assertThat(site.life().migrate(key)).isTrue();
        assertThat(status(site, key)).isEqualTo("Migrating");
        clock.advance(Duration.ofSeconds(4));
        var after = instance(site, key);
        assertThat(status(site, key)).isEqualTo("Running");
        assertThat(after.at("/metadata/uid")).isEqualTo(before.at("/metadata/uid"));
        assertThat(after.at("/status/nodeName")).isNotEqualTo(before.at("/status/nodeName"));
        assertThat(json(site.store().list(ResourceKind.VMIM.groupResource()).getFirst())
                        .at("/status/phase")
                        .asText())
                .isEqualTo("Succeeded");
    }

    @Test
    void aStoreOfOneNodeHasNowhereToMoveAMachine() throws IOException {
        var site = site(5);
        var key = first(site, VmState.Power.RUNNING, false);
        assertThat(site.life().migrate(key)).isFalse();
        assertThat(status(site, key)).isEqualTo("Running");
    }

    @Test
    void aRewoundSiteStandsWhereItStoodAndCountsFromThere() throws IOException {
        var site = site(5);
        var key = first(site, VmState.Power.RUNNING, false);
        long before = site.store().revision();
        site.life().pause(key);
        assertThat(site.store().revision()).isEqualTo(before + 2);
        site.rewind();
        assertThat(site.store().revision()).isEqualTo(before);
        assertThat(status(site, key)).isEqualTo("Running");
    }

    @Test
    void theSameSeedAndClockLiveTheSameLife() {
        assertThat(lifeOf(7)).isEqualTo(lifeOf(7)).hasSizeGreaterThan(50);
        assertThat(lifeOf(8)).isNotEqualTo(lifeOf(7));
    }

    private List<String> lifeOf(long seed) {
        var wheel = SimClock.virtual(Instant.EPOCH.plusSeconds(1_000_000_000));
        var happened = new ArrayList<String>();
        var sites = new Fleet(
                FleetPlan.of(20, 5, seed, 0, 0),
                wheel,
                runtime,
                new NoFileServers(),
                cluster -> Authorizer.EVERYBODY,
                (site, change) -> happened.add(
                        site.plan().clusterId() + change.kind() + change.after().key() + change.resourceVersion()));
        new Churn(sites, wheel, new Seeds(seed)).rate(20);
        wheel.advance(Duration.ofSeconds(30));
        return happened;
    }

    private SimulatedSite site(int index) {
        return new SimulatedSite(
                fleet.site(index),
                clock,
                runtime,
                new NoFileServers(),
                (site, change) -> journal.add(change.kind() + " " + change.resource() + " "
                        + change.after().key()));
    }

    private static ObjectKey first(SimulatedSite site, VmState.Power power, boolean vlan) {
        return site.store().list(ResourceKind.VM.groupResource()).stream()
                .filter(stored -> Machine.of(Optional.of(stored))
                        .filter(machine -> machine.state().power() == power)
                        .filter(machine -> !vlan || machine.plan().profile().onVlan())
                        .isPresent())
                .findFirst()
                .orElseThrow()
                .key();
    }

    private static String status(SimulatedSite site, ObjectKey key) throws IOException {
        return json(site.store().find(ResourceKind.VM.groupResource(), key).orElseThrow())
                .at("/status/printableStatus")
                .asText();
    }

    private static JsonNode instance(SimulatedSite site, ObjectKey key) throws IOException {
        return json(site.store().find(ResourceKind.VMI.groupResource(), key).orElseThrow());
    }

    private static JsonNode json(StoredObject stored) throws IOException {
        return new ObjectMapper().readTree(stored.json());
    }
}
