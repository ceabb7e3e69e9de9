// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.simulator.SimulatedFleet.Obstacle;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Harvester that is in no Rancher, and how it gets there. */
class NewcomersTest {
    private static final String LOCAL = "/k8s/clusters/local";
    private static final String CLUSTERS = LOCAL + "/apis/provisioning.cattle.io/v1/namespaces/fleet-default/clusters";
    private static final String URL = "/apis/harvesterhci.io/v1beta1/settings/cluster-registration-url";

    private final SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.quiet(1, 2));
    private final FleetClient client = FleetClient.of(fleet);

    @AfterEach
    void close() {
        fleet.close();
    }

    private JsonObject get(String path) {
        return new JsonObject(client.get(path).body());
    }

    private String registered() {
        var cluster = """
                {"apiVersion":"provisioning.cattle.io/v1","kind":"Cluster",
                 "metadata":{"name":"new","namespace":"fleet-default","labels":{"provider.cattle.io":"harvester"},
                  "annotations":{"field.cattle.io/no-creator-rbac":"true"}},"spec":{}}""";
        assertThat(client.post(CLUSTERS, cluster.replace("no-creator-rbac", "x"))
                        .body())
                .contains("field.cattle.io/creatorId");
        assertThat(client.post(CLUSTERS, cluster).statusCode()).isEqualTo(201);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> client.get(tokens(id()) + "default-token").statusCode() == 200);
        return id();
    }

    private String id() {
        return get(CLUSTERS + "/new").getJsonObject("status", new JsonObject()).getString("clusterName", "none");
    }

    private static String tokens(String id) {
        return LOCAL + "/apis/management.cattle.io/v3/namespaces/" + id + "/clusterregistrationtokens/";
    }

    /** As Harvester of this release reads it. */
    private void paste(String site, String id) {
        var secret = get(LOCAL + "/api/v1/namespaces/" + id + "/secrets/crt-token-default-token");
        var token = new String(
                Base64.getDecoder().decode(secret.getJsonObject("data").getString("token")));
        var status = get(tokens(id) + "default-token").getJsonObject("status");
        var url = status.getString("manifestUrl").replace("{token}", token);
        var version = get(site + "/apis/harvesterhci.io/v1beta1/settings/server-version")
                .getString("value");
        var value = version.compareTo("v1.8") < 0
                ? url
                : new JsonObject()
                        .put("url", url)
                        .put("insecureSkipTLSVerify", false)
                        .encode();
        assertThat(client.patch(site + URL, new JsonObject().put("value", value).encode())
                        .statusCode())
                .isEqualTo(200);
    }

    private int machines(String id) {
        var reply = client.get("/k8s/clusters/" + id + "/apis/kubevirt.io/v1/virtualmachines");
        return reply.statusCode() == 200
                ? new JsonObject(reply.body()).getJsonArray("items").size()
                : -reply.statusCode();
    }

    private void reached(String id, int machines) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(machines(id)).isEqualTo(machines));
    }

    @Test
    void comesIntoRancherByTheUrlAndRunsOnAfterIt() {
        var site = fleet.newcomer("new", Obstacle.NONE).substring(fleet.url().length());
        var id = registered();
        assertThat(machines(id)).isEqualTo(-404);

        paste(site, id);
        reached(id, 2);
        assertThat(client.get(CLUSTERS + "/new").body())
                .as("what its creator wrote stays")
                .contains("field.cattle.io/no-creator-rbac");

        assertThat(client.delete(CLUSTERS + "/new").statusCode()).isEqualTo(200);
        reached(id, -404);
        assertThat(client.get(tokens(id) + "default-token").statusCode()).isEqualTo(404);
        assertThat(get(site + "/apis/kubevirt.io/v1/virtualmachines").getJsonArray("items"))
                .hasSize(2);
    }

    @Test
    void saysWhatIsWrongUntilSomebodyMendsIt() {
        var site = fleet.newcomer("new", Obstacle.UNKNOWN_AUTHORITY)
                .substring(fleet.url().length());
        var id = registered();
        paste(site, id);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get(site + URL)
                        .getJsonObject("status", new JsonObject())
                        .getJsonArray("conditions", new JsonArray())
                        .encode()
                        .contains("x509"));

        client.patch(
                site + "/apis/harvesterhci.io/v1beta1/settings/additional-ca",
                new JsonObject().put("value", fleet.caPem()).encode());
        reached(id, 2);
    }

    @Test
    void aTokenThatRancherDidNotMakeRegistersNothing() {
        var site = fleet.newcomer("new", Obstacle.NONE).substring(fleet.url().length());
        var id = registered();
        var url = fleet.url() + "/v3/import/wrong_" + id + ".yaml";
        client.patch(site + URL, new JsonObject().put("value", url).encode());

        await().atMost(Duration.ofSeconds(20))
                .until(() -> client.get(site + URL).body().contains("404"));
        assertThat(machines(id)).isNegative();
    }
}
