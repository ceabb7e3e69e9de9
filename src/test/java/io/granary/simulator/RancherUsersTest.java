// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a user may at Rancher's own cluster and at the sites, by the roles he has in Rancher. */
@TestInstance(Lifecycle.PER_CLASS)
class RancherUsersTest {
    private static final String LOCAL = "/k8s/clusters/local";
    private static final String CLUSTERS = LOCAL + "/apis/management.cattle.io/v3/clusters/";
    private static final String MACHINES = "/apis/kubevirt.io/v1/virtualmachines";

    private final SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.quiet(3, 2));
    private FleetClient client;

    @BeforeAll
    void connect() {
        client = FleetClient.of(fleet);
    }

    @AfterAll
    void close() {
        fleet.close();
    }

    private String site(int index) {
        return fleet.sites().get(index).clusterId();
    }

    private int code(String token, String path) {
        return client.as(token).get(path).statusCode();
    }

    private int machines(String token, int site) {
        return code(token, "/k8s/clusters/" + site(site) + MACHINES);
    }

    @Test
    void aStandardUserSeesNoClusters() {
        var ann = fleet.users().enrol("u-ann0000001", "ann", "Ann");
        assertThat(code(ann, CLUSTERS + site(0))).isEqualTo(403);
        assertThat(code(ann, LOCAL + "/apis/management.cattle.io/v3/settings")).isEqualTo(200);
        assertThat(machines(ann, 0)).isEqualTo(403);
    }

    @Test
    void aRoleOnAClusterCountsThereAndNowhereElse() {
        var bob = fleet.users().enrol("u-bob0000001", "bob", "Bob");
        fleet.users().grant("u-bob0000001", site(1), "store-team");
        assertThat(code(bob, CLUSTERS + site(1))).isEqualTo(200);
        assertThat(code(bob, CLUSTERS + site(0))).isEqualTo(403);
        assertThat(machines(bob, 1)).isEqualTo(200);
        assertThat(machines(bob, 0)).isEqualTo(403);
        assertThat(code(bob, "/k8s/clusters/" + site(1) + "/api/v1/namespaces/default/secrets"))
                .isEqualTo(403);
    }

    @Test
    void inTheNamespaceOfTheClusterOnlyRanchersOwnKindsAreCopied() {
        var eve = fleet.users().enrol("u-eve0000001", "eve", "Eve");
        fleet.users().grant("u-eve0000001", site(1), "cluster-owner");
        var namespace = LOCAL + "/apis/management.cattle.io/v3/namespaces/" + site(1);
        assertThat(code(eve, namespace + "/clusterroletemplatebindings")).isEqualTo(200);
        assertThat(code(eve, LOCAL + "/api/v1/namespaces/" + site(1) + "/secrets"))
                .isEqualTo(403);
    }

    @Test
    void aRoleThatIsTakenBackCountsNoMore() {
        var kim = fleet.users().enrol("u-kim0000001", "kim", "Kim");
        fleet.users().grant("u-kim0000001", site(2), "cluster-owner");
        assertThat(machines(kim, 2)).isEqualTo(200);
        fleet.users().withdraw("u-kim0000001", site(2), "cluster-owner");
        assertThat(machines(kim, 2)).isEqualTo(403);
        assertThat(code(kim, CLUSTERS + site(2))).isEqualTo(403);
    }

    @Test
    void aGroupsRoleIsItsMembers() {
        var lee = fleet.users().enrol("u-lee0000001", "lee", "Lee", "github_team://4711");
        fleet.users().grantGroup("github_team://4711", site(0), "machines-view");
        assertThat(machines(lee, 0)).isEqualTo(200);
        assertThat(machines(lee, 1)).isEqualTo(403);
    }

    @Test
    void steveListsTheClustersOfAMemberAndNoOther() {
        var mia = fleet.users().enrol("u-mia0000001", "mia", "Mia");
        fleet.users().grant("u-mia0000001", site(1), "store-team");
        assertThat(ids(mia, "management.cattle.io.clusters")).containsExactly(site(1));
        assertThat(ids(mia, "provisioning.cattle.io.clusters")).hasSize(1);
        assertThat(ids(mia, "namespaces")).contains(site(1)).doesNotContain(site(0));
        var other = fleet.sites().get(0).name();
        for (var path : List.of("counts", "schemas", "management.cattle.io.clusters", "namespaces")) {
            assertThat(client.as(mia).get("/v1/" + path).body()).doesNotContain(other, site(0));
        }
        assertThat(code(mia, "/v1/management.cattle.io.clusters/" + site(0))).isEqualTo(404);
        assertThat(client.as(mia).get("/v1/counts").body())
                .contains("\"management.cattle.io.cluster\":{\"summary\":{\"count\":1}");
    }

    @Test
    void whoHasNoClusterGetsAnEmptyListOfThem() {
        var pat = fleet.users().enrol("u-pat0000001", "pat", "Pat");
        assertThat(ids(pat, "management.cattle.io.clusters")).isEmpty();
        assertThat(ids(pat, "namespaces")).isEmpty();
        assertThat(client.as(pat).get("/v1/counts").body())
                .contains("\"management.cattle.io.cluster\":{\"summary\":{\"count\":0}");
    }

    @Test
    void everybodyMayReadHimself() {
        var joe = fleet.users().enrol("u-joe0000001", "joe", "Joe");
        assertThat(code(joe, "/v1/management.cattle.io.users/u-joe0000001")).isEqualTo(200);
        assertThat(ids(joe, "management.cattle.io.users")).containsExactly("u-joe0000001");
        assertThat(code(joe, "/v1/management.cattle.io.users/user-adm1n")).isEqualTo(404);
        assertThat(code(joe, "/v1/management.cattle.io.features")).isEqualTo(200);
    }

    private List<String> ids(String token, String plural) {
        var collection = new JsonObject(client.as(token).get("/v1/" + plural).body());
        return collection.getJsonArray("data").stream()
                .map(object -> ((JsonObject) object).getString("id"))
                .toList();
    }
}
