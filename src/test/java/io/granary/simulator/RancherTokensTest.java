// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Tokens and their users as objects in Rancher's local cluster, as a controller there makes them. */
@TestInstance(Lifecycle.PER_CLASS)
class RancherTokensTest {
    private static final String MANAGEMENT = "/k8s/clusters/local/apis/management.cattle.io/v3/";

    private final SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.quiet(2, 1));
    private FleetClient client;

    @BeforeAll
    void connect() {
        client = FleetClient.of(fleet);
        make("users", "{\"metadata\":{\"name\":\"u-robot\"},\"username\":\"robot\",\"enabled\":true}");
        make("globalroles", "{\"metadata\":{\"name\":\"robots\"},\"inheritedClusterRoles\":[\"cluster-owner\"]}");
        make(
                "globalrolebindings",
                "{\"metadata\":{\"name\":\"grb-robot\"},\"globalRoleName\":\"robots\",\"userName\":\"u-robot\"}");
    }

    @AfterAll
    void close() {
        fleet.close();
    }

    private void make(String plural, String object) {
        assertThat(client.post(MANAGEMENT + plural, object).statusCode()).isEqualTo(201);
    }

    /** What goes behind {@code Bearer}. */
    private String token(String name, String more) {
        make("tokens", "{\"metadata\":{\"name\":\"%s\"},\"token\":\"s3cret\",%s}".formatted(name, more));
        return name + ":s3cret";
    }

    private int atSite(int index, String token) {
        var cluster = "/k8s/clusters/" + fleet.sites().get(index).clusterId();
        return client.as(token)
                .get(cluster + "/api/v1/namespaces/default/secrets")
                .statusCode();
    }

    @Test
    void aTokenHasItsUsersInheritedRolesAtTheSitesUntilItIsDeleted() {
        var token = token("owner", "\"userId\":\"u-robot\",\"ttl\":0,\"enabled\":true");

        assertThat(atSite(0, token)).isEqualTo(200);
        assertThat(client.as(token).get(MANAGEMENT + "clusters").statusCode())
                .as("the role counts at all clusters but the local one")
                .isEqualTo(403);
        client.delete(MANAGEMENT + "tokens/owner");
        assertThat(atSite(0, token)).isEqualTo(401);
    }

    @Test
    void aTokenEnds() {
        var token = token("short", "\"userId\":\"u-robot\",\"ttl\":1,\"enabled\":true");

        await().until(() -> atSite(0, token) == 401);
    }

    @Test
    void aTokenOfNobodyOrThatIsDisabledIsRefused() {
        assertThat(atSite(0, token("nobodys", "\"userId\":\"u-nobody\",\"ttl\":0,\"enabled\":true")))
                .isEqualTo(401);
        assertThat(atSite(0, token("disabled", "\"userId\":\"u-robot\",\"ttl\":0,\"enabled\":false")))
                .isEqualTo(401);
    }

    @Test
    void aTokenForOneClusterIsRefusedAtTheOthers() {
        var one = fleet.sites().getFirst().clusterId();

        var token =
                token("scoped", "\"userId\":\"u-robot\",\"ttl\":0,\"enabled\":true,\"clusterName\":\"" + one + "\"");

        assertThat(atSite(0, token)).isEqualTo(200);
        assertThat(atSite(1, token)).isEqualTo(401);
    }
}
