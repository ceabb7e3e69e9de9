// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What Rancher answers on the way to a cluster, right down to its oddities. */
@TestInstance(Lifecycle.PER_CLASS)
class RancherAnswersTest {
    private final SimulatedFleet fleet = SimulatedFleet.start(
            FleetOptions.quiet(8, 2).withOffline(1).withPending(1).withAgentTimeout(Duration.ofMillis(20)));
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
    void theAuthoritiesCertificateIsToldToAnybody() {
        assertThat(client.as("").get("/v3/settings/cacerts").body()).contains("BEGIN CERTIFICATE");
    }

    @Test
    void whoeverHasNoTokenIsToldToAuthenticate() {
        var reply = client.as("").get("/k8s/clusters/local/version");
        assertThat(reply.statusCode()).isEqualTo(401);
        assertThat(reply.body())
                .isEqualTo(
                        "{\"type\":\"error\",\"status\":\"401\",\"message\":\"Unauthorized 401: must authenticate\"}");
    }

    @Test
    void aTokenForOneClusterIsRefusedAtAnother() {
        var own = fleet.sites().get(0).clusterId();
        var token = fleet.tokens().issueFor(own, "token-one", "u-one");
        assertThat(client.as(token).get("/k8s/clusters/" + own + "/version").statusCode())
                .isEqualTo(200);
        assertThat(client.as(token).get(site(1) + "/version").statusCode()).isEqualTo(401);
    }

    @Test
    void aServiceAccountOfTheLocalClusterIsAcceptedThereAlone() {
        var token = fleet.tokens().serviceAccount("granary-system", "granary");
        assertThat(client.as(token).get("/k8s/clusters/local/version").statusCode())
                .isEqualTo(200);
        assertThat(client.as(token).get(site(0) + "/version").statusCode()).isEqualTo(401);
    }

    @Test
    void anUnknownClusterIsNotFound() {
        var reply = client.get("/k8s/clusters/c-nobody/version");
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.body()).contains("\"Code\":\"NotFound\"");
    }

    @Test
    void aClusterThatNeverConnectedIsNotProvisioned() {
        var reply = client.get(site(7) + "/api/v1/nodes");
        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(reply.headers().firstValue("content-type")).isEmpty();
        assertThat(reply.body()).contains("ClusterUnavailable", "cluster not provisioned");
    }

    @Test
    void aDeadAgentIsReportedAsAnErrorOfTheServer() {
        var reply = client.get(site(6) + "/api/v1/nodes");
        assertThat(reply.statusCode()).isEqualTo(500);
        assertThat(reply.body()).isEqualTo("cluster agent disconnected");
        assertThat(client.get(site(6) + "/v1/nodes").body()).contains("failed to find Session for client stv-cluster-");
    }

    @Test
    void aBodyAboveOneMebibyteIsRefused() {
        var reply = client.post(site(0) + "/api/v1/namespaces/default/configmaps", "x".repeat((1 << 20) + 1));
        assertThat(reply.statusCode()).isEqualTo(500);
        assertThat(reply.body()).contains("http: request body too large");
    }

    @Test
    void theConditionOfAnOfflineSiteSaysSo() {
        var reply = client.get("/k8s/clusters/local/apis/management.cattle.io/v3/clusters/"
                + fleet.sites().get(6).clusterId());
        assertThat(reply.body()).contains("Cluster agent is not connected");
    }

    private String site(int index) {
        return "/k8s/clusters/" + fleet.sites().get(index).clusterId();
    }
}
