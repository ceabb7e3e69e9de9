// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What Harvester's webhook refuses of a Setting, and what its controllers make of one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HarvesterSettingsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.quiet(1, 1));
    private FleetClient client;
    private String settings;

    @BeforeAll
    void connect() {
        client = FleetClient.of(fleet);
        settings = "/k8s/clusters/" + fleet.sites().getFirst().clusterId() + "/apis/harvesterhci.io/v1beta1/settings/";
    }

    @AfterAll
    void close() {
        fleet.close();
    }

    @Test
    void aValueIsAppliedAndSaysSo() {
        assertThat(set("ntp-servers", "{\"ntpServers\":[\"10.1.0.1\"]}").statusCode())
                .isEqualTo(200);

        var setting = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> read("ntp-servers"),
                        found -> found.at("/metadata/annotations").has("harvesterhci.io/hash"));
        assertThat(setting.at("/status/conditions/0/type").asText()).isEqualTo("configured");
        assertThat(setting.at("/status/conditions/0/status").asText()).isEqualTo("True");
    }

    @Test
    void refusesServersThatAreNoHosts() {
        assertThat(refusal("ntp-servers", "{\"ntpServers\":[\"not a host\"]}"))
                .endsWith("denied the request: ntp server address is not valid: not a host");
        assertThat(refusal("ntp-servers", "10.0.0.1")).contains("failed to unmarshal setting ntp-servers");
    }

    @Test
    void refusesToPromiseLessThanThereIs() {
        assertThat(refusal("overcommit-config", "{\"cpu\":50,\"memory\":150,\"storage\":200}"))
                .endsWith("Cannot undercommit. Should be greater than or equal to 100 but got 50");
    }

    @Test
    void aProxyMustLeaveOutTheNodes() {
        var ip = JSON.createArrayNode();
        var nodes = json(client.get(settings.replace("/apis/harvesterhci.io/v1beta1/settings/", "/api/v1/nodes")));
        nodes.at("/items/0/status/addresses").forEach(ip::add);
        var address = ip.valueStream()
                .filter(each -> each.path("type").asText().equals("InternalIP"))
                .map(each -> each.path("address").asText())
                .findFirst()
                .orElseThrow();

        assertThat(refusal("http-proxy", "{\"httpProxy\":\"http://p:3128\",\"noProxy\":\"localhost\"}"))
                .endsWith("noProxy should contain all node IPs. Missing: " + address);
        var open = "{\"httpProxy\":\"http://p:3128\",\"noProxy\":\"localhost,"
                + address.substring(0, address.lastIndexOf('.')) + ".0/24\"}";
        assertThat(set("http-proxy", open).statusCode()).isEqualTo(200);
    }

    @Test
    void theKeysOfABackupTargetAreTakenAway() {
        set(
                "backup-target",
                "{\"type\":\"s3\",\"accessKeyId\":\"id\",\"secretAccessKey\":\"key\"," + "\"bucketName\":\"b\"}");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> !read("backup-target").path("value").asText().contains("\"key\""));
        assertThat(read("backup-target").path("value").asText()).contains("\"secretAccessKey\":\"\"");
    }

    @Test
    void someSettingsCannotBeDeleted() {
        var reply = client.delete(settings + "storage-network");

        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(json(reply).path("message").asText()).endsWith("Disallow delete setting name storage-network");
    }

    @Test
    void whoeverWritesTheValueHasItFromThenOn() {
        set("log-level", "debug");
        var applied = client.apply(
                settings + "log-level?fieldManager=granary",
                "{\"apiVersion\":\"harvesterhci.io/v1beta1\",\"kind\":\"Setting\","
                        + "\"metadata\":{\"name\":\"log-level\"},\"value\":\"info\"}");

        assertThat(applied.statusCode()).isEqualTo(409);
        assertThat(json(applied).path("message").asText()).contains("conflict with \"local-admin\"");
    }

    private HttpResponse<String> set(String name, String value) {
        var patch = JSON.createObjectNode().put("value", value).toString();
        return client.patch(settings + name + "?fieldManager=local-admin", patch);
    }

    private String refusal(String name, String value) {
        var reply = set(name, value);
        assertThat(reply.statusCode()).isEqualTo(422);
        return json(reply).path("message").asText();
    }

    private JsonNode read(String name) {
        return json(client.get(settings + name));
    }

    private static JsonNode json(HttpResponse<String> reply) {
        try {
            return JSON.readTree(reply.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
