// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.simulator.fault.FaultPlan;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a fault does to a site, seen through Rancher; and what the simulator says of itself. */
@TestInstance(Lifecycle.PER_CLASS)
class FleetFaultsTest {
    private static final String VMS = "/apis/kubevirt.io/v1/virtualmachines";

    private final SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.quiet(12, 3));
    private FleetClient client;

    @BeforeAll
    void connect() {
        client = FleetClient.of(fleet);
    }

    @AfterAll
    void close() {
        fleet.close();
    }

    @Test
    void aCutSiteIsReportedDeadUntilItIsRestored() {
        fleet.faults().cut(id(1));
        assertThat(client.get(path(1) + VMS).statusCode()).isEqualTo(500);
        fleet.faults().restore(id(1));
        assertThat(client.get(path(1) + VMS).statusCode()).isEqualTo(200);
    }

    @Test
    void resumingAWatchOverARestartIsAnsweredWithGone() {
        client.get(path(2) + VMS);
        fleet.faults().restartServer(id(2));
        var reply = client.get(path(2) + VMS + "?watch=1&resourceVersion=5&timeoutSeconds=1");
        assertThat(reply.body()).contains("\"type\":\"ERROR\"").contains("\"code\":410");
    }

    @Test
    void aRebuiltSiteHasNewUids() {
        var before = fleet.truth().rows(id(3));
        fleet.faults().rebuild(id(3));
        var after = fleet.truth().rows(id(3));
        assertThat(after)
                .extracting("uid")
                .doesNotContainAnyElementsOf(
                        before.stream().map(row -> row.uid()).toList());
    }

    @Test
    void aRemovedSiteIsUnknownUntilItIsAddedAgain() {
        fleet.faults().remove(id(4));
        assertThat(client.get(path(4) + VMS).statusCode()).isEqualTo(404);
        assertThat(client.get("/k8s/clusters/local/apis/management.cattle.io/v3/clusters/" + id(4))
                        .statusCode())
                .isEqualTo(404);
        assertThat(fleet.truth().rows(id(4))).isEmpty();
        fleet.faults().add(id(4));
        assertThat(client.get(path(4) + VMS).statusCode()).isEqualTo(200);
    }

    @Test
    void faultsAreInjectedOverHttpToo() {
        var body = "{\"site\":\"" + id(5) + "\",\"fault\":\"hostile\",\"kind\":\"HS-09\"}";
        assertThat(client.post("/simulator/faults", body).statusCode()).isEqualTo(200);
        assertThat(client.get(path(5) + VMS).body()).startsWith("<html>");
        assertThat(client.post("/simulator/faults", "{\"site\":\"nobody\",\"fault\":\"cut\"}")
                        .body())
                .contains("Rancher knows no site nobody");
    }

    @Test
    void aSiteMayBeCalledByItsName() {
        var body = "{\"site\":\"" + fleet.sites().get(7).name() + "\",\"fault\":\"%s\"}";
        client.post("/simulator/faults", body.formatted("cut"));
        assertThat(client.get(path(7) + VMS).statusCode()).isEqualTo(500);
        client.post("/simulator/faults", body.formatted("restore"));
        assertThat(client.get(path(7) + VMS).statusCode()).isEqualTo(200);
    }

    @Test
    void aShareOfTheSitesDeniesWrites() {
        var body = "{\"percent\":50,\"seed\":3,\"fault\":\"admission-denies\",\"message\":\"%s\"}";
        client.post("/simulator/faults", body.formatted("not here"));
        var denying = fleet.sites().stream()
                .map(site -> client.delete("/k8s/clusters/" + site.clusterId()
                        + "/apis/harvesterhci.io/v1beta1/namespaces/harvester-public/keypairs/ops-key?dryRun=All"))
                .filter(reply -> reply.body().contains("denied the request: not here"))
                .count();
        client.post("/simulator/faults", body.formatted(""));
        assertThat(denying).isBetween(1L, 11L);
    }

    @Test
    void theTruthIsWhatTheSitesList() {
        var lines = client.get("/simulator/truth?site=" + id(6)).body().lines().toList();
        for (var line : lines) {
            var uid = line.replaceAll(".*\"uid\":\"([^\"]*)\".*", "$1");
            assertThat(client.get(path(6) + VMS).body()
                            + client.get(path(6) + VMS.replace("machines", "machineinstances"))
                                    .body())
                    .contains(uid);
        }
        assertThat(lines).hasSizeGreaterThan(3);
    }

    @Test
    void aPlanOfFaultsFollowsFromItsSeed() {
        var sites = List.of("a", "b", "c");
        var plan = FaultPlan.of(1, sites, Duration.ofMinutes(2), 30);
        assertThat(plan.steps())
                .hasSize(60)
                .isEqualTo(FaultPlan.of(1, sites, Duration.ofMinutes(2), 30).steps());
        assertThat(plan.steps())
                .isNotEqualTo(FaultPlan.of(2, sites, Duration.ofMinutes(2), 30).steps());
        assertThat(plan.steps())
                .allSatisfy(step -> assertThat(step.at().plus(step.lasts())).isLessThan(Duration.ofMinutes(2)));
    }

    private String id(int index) {
        return fleet.sites().get(index).clusterId();
    }

    private String path(int index) {
        return "/k8s/clusters/" + id(index);
    }
}
