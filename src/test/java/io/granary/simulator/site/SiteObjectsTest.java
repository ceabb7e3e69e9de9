// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Objects of a site: the same from the same seed, of true shape and believable size. */
class SiteObjectsTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final FleetPlan fleet = FleetPlan.of(200, 20, 1, -1, -1);

    @Test
    void everyObjectOfADatacenterAndOfAStoreIsStrictJsonWithAName() throws IOException {
        for (var site : List.of(fleet.site(0), fleet.site(17))) {
            for (var object : objects(site)) {
                assertThat(object.path("metadata").path("name").asText())
                        .isNotEmpty()
                        .doesNotContain("$");
                assertThat(object.path("metadata").path("uid").asText()).hasSize(36);
                assertThat(object.toString()).doesNotContain("$(");
            }
        }
    }

    @Test
    void noTwoObjectsOfASiteShareAUid() throws IOException {
        var uids = new ArrayList<String>();
        objects(fleet.site(0))
                .forEach(object -> uids.add(object.at("/metadata/uid").asText()));
        assertThat(uids).doesNotHaveDuplicates().hasSizeGreaterThan(150);
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() {
        var again = FleetPlan.of(200, 20, 1, -1, -1).site(17);
        var other = FleetPlan.of(200, 20, 2, -1, -1).site(17);
        var plan = new VmPlan(fleet.site(17), 3);
        var bytes = VmObjects.machine(plan, plan.firstState(), "5");
        assertThat(VmObjects.machine(new VmPlan(again, 3), plan.firstState(), "5"))
                .isEqualTo(bytes);
        assertThat(VmObjects.machine(new VmPlan(other, 3), plan.firstState(), "5"))
                .isNotEqualTo(bytes);
    }

    @Test
    void virtualMachinesAreAsLargeAsRealOnes() {
        for (int number = 0; number < 60; number++) {
            var plan = new VmPlan(fleet.site(0), number);
            assertThat(VmObjects.machine(plan, plan.firstState(), "5")).hasSizeBetween(5_000, 12_000);
            var running = plan.firstState()
                    .starting(0, 0)
                    .power(VmState.Power.RUNNING, 0)
                    .agentConnected();
            assertThat(VmObjects.instance(plan, running, "6")).hasSizeBetween(4_000, 8_000);
        }
    }

    @Test
    void aRebuiltSiteKeepsItsNamesAndChangesEveryUid() {
        var site = fleet.site(20);
        var before = new VmPlan(site, 4);
        var after = new VmPlan(site.rebuilt(), 4);
        assertThat(after.site().clusterId()).isEqualTo(before.site().clusterId());
        assertThat(after.uid()).isNotEqualTo(before.uid());
    }

    @Test
    void noTwoClustersShareAnId() {
        var ids = new TreeSet<String>();
        FleetPlan.of(10_000, 0, 1, -1, -1).all().forEach(site -> ids.add(site.clusterId()));
        assertThat(ids).hasSize(10_000);
    }

    private static List<JsonNode> objects(SitePlan site) throws IOException {
        var all = new ArrayList<JsonNode>();
        for (var draft : SiteObjects.drafts(site)) {
            all.add(JSON.readTree(draft.render("1")));
        }
        for (int number = 0; number < site.size().vms(); number++) {
            var plan = new VmPlan(site, number);
            all.add(JSON.readTree(VmObjects.machine(plan, plan.firstState(), "1")));
            for (var power : VmState.Power.values()) {
                var state = plan.firstState().power(power, 0);
                assertThat(JSON.readTree(VmObjects.machine(plan, state, "1"))
                                .at("/status/printableStatus")
                                .asText())
                        .isEqualTo(power.printable());
            }
            if (plan.firstState().power().hasInstance()) {
                all.add(JSON.readTree(VmObjects.instance(plan, plan.firstState(), "1")));
            }
        }
        return all;
    }
}
