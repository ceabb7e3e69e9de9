// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.granary.simulator.SimClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The life of virtual machines under a clock that stands still until the test moves it. */
class VmLifeTest {
    private final SimClock clock = SimClock.virtual(Instant.parse("2026-11-01T00:00:00Z"));
    private final List<String> journal = new ArrayList<>();
    private final FleetPlan fleet = FleetPlan.of(200, 20, 1, 0, 0);

    @Test
    void aStoppedMachineStartsRunsAndTellsItsAddressLater() throws IOException {
        var site = site(0);
        var entry = first(site, VmState.Power.STOPPED, true);
        assertThat(site.life().start(entry.namespace(), entry.name())).isTrue();
        assertThat(status(site, entry)).isEqualTo("Starting");
        assertThat(instance(site, entry).at("/status/phase").asText()).isEqualTo("Scheduling");
        clock.advance(Duration.ofSeconds(2));
        assertThat(status(site, entry)).isEqualTo("Running");
        assertThat(instance(site, entry).at("/status/interfaces/0/ipAddress").isMissingNode())
                .isTrue();
        clock.advance(Duration.ofSeconds(5));
        assertThat(instance(site, entry).at("/status/interfaces/0/ipAddress").asText())
                .startsWith("10.");
        assertThat(instance(site, entry).at("/status/guestOSInfo/prettyName").asText())
                .isNotEmpty();
    }

    @Test
    void aStoppedMachineHasNoInstance() throws IOException {
        var site = site(5);
        var entry = first(site, VmState.Power.RUNNING, false);
        assertThat(site.life().stop(entry.namespace(), entry.name())).isTrue();
        assertThat(status(site, entry)).isEqualTo("Stopping");
        clock.advance(Duration.ofSeconds(3));
        assertThat(status(site, entry)).isEqualTo("Stopped");
        assertThat(site.shelf().get(ResourceKind.VMI, entry.namespace(), entry.name()))
                .isNull();
        assertThat(journal).contains("DELETED VirtualMachineInstance " + entry.key());
    }

    @Test
    void aMachineOfADatacenterMovesToAnotherNodeAndKeepsItsInstance() throws IOException {
        var site = site(0);
        var entry = first(site, VmState.Power.RUNNING, false);
        var before = instance(site, entry);
        assertThat(site.life().migrate(entry.namespace(), entry.name())).isTrue();
        assertThat(status(site, entry)).isEqualTo("Migrating");
        clock.advance(Duration.ofSeconds(4));
        var after = instance(site, entry);
        assertThat(status(site, entry)).isEqualTo("Running");
        assertThat(after.at("/metadata/uid")).isEqualTo(before.at("/metadata/uid"));
        assertThat(after.at("/status/nodeName")).isNotEqualTo(before.at("/status/nodeName"));
        assertThat(json(site.shelf().list(ResourceKind.VMIM, "").entries().getFirst())
                        .at("/status/phase")
                        .asText())
                .isEqualTo("Succeeded");
    }

    @Test
    void aStoreOfOneNodeHasNowhereToMoveAMachine() throws IOException {
        var site = site(5);
        var entry = first(site, VmState.Power.RUNNING, false);
        assertThat(site.life().migrate(entry.namespace(), entry.name())).isFalse();
        assertThat(status(site, entry)).isEqualTo("Running");
    }

    @Test
    void aRewoundSiteStandsWhereItStoodAndCountsFromThere() throws IOException {
        var site = site(5);
        var entry = first(site, VmState.Power.RUNNING, false);
        long before = site.shelf().resourceVersion();
        site.life().pause(entry.namespace(), entry.name());
        assertThat(site.shelf().resourceVersion()).isEqualTo(before + 2);
        site.rewind(2);
        assertThat(site.shelf().resourceVersion()).isEqualTo(before);
        assertThat(status(site, entry)).isEqualTo("Running");
    }

    @Test
    void theSameSeedAndClockLiveTheSameLife() {
        assertThat(lifeOf(7)).isEqualTo(lifeOf(7)).hasSizeGreaterThan(50);
        assertThat(lifeOf(8)).isNotEqualTo(lifeOf(7));
    }

    private static List<String> lifeOf(long seed) {
        var wheel = SimClock.virtual(Instant.EPOCH.plusSeconds(1_000_000_000));
        var happened = new ArrayList<String>();
        var sites = new Fleet(
                FleetPlan.of(20, 5, seed, 0, 0),
                wheel,
                (site, event) -> happened.add(site.plan().clusterId()
                        + event.op()
                        + event.entry().key()
                        + event.entry().resourceVersion()));
        new Churn(sites, wheel, new Seeds(seed)).rate(20);
        wheel.advance(Duration.ofSeconds(30));
        return happened;
    }

    private SimulatedSite site(int index) {
        return new SimulatedSite(
                fleet.site(index),
                clock,
                (site, event) -> journal.add(event.op() + " "
                        + event.entry().kind().kind() + " " + event.entry().key()));
    }

    private static Entry first(SimulatedSite site, VmState.Power power, boolean vlan) {
        return site.shelf().list(ResourceKind.VM, "").entries().stream()
                .filter(entry -> {
                    var machine = Machine.of(entry);
                    return machine != null
                            && machine.state().power() == power
                            && (!vlan || machine.plan().profile().onVlan());
                })
                .findFirst()
                .orElseThrow();
    }

    private static String status(SimulatedSite site, Entry entry) throws IOException {
        return json(site.shelf().get(ResourceKind.VM, entry.namespace(), entry.name()))
                .at("/status/printableStatus")
                .asText();
    }

    private static JsonNode instance(SimulatedSite site, Entry entry) throws IOException {
        return json(site.shelf().get(ResourceKind.VMI, entry.namespace(), entry.name()));
    }

    private static JsonNode json(Entry entry) throws IOException {
        return new ObjectMapper().readTree(entry.json());
    }
}
