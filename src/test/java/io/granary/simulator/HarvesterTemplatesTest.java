// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a Harvester site does with templates, their versions and key pairs, seen through Rancher. */
@TestInstance(Lifecycle.PER_CLASS)
class HarvesterTemplatesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HARVESTER = "/apis/harvesterhci.io/v1beta1/namespaces/retail-prod/";
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFub3RoZXIga2V5IG9mIDMyIGJ5dGVzIGluIGFsbCEh ops@example";

    private final SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.quiet(1, 2));
    private final FileLibrary library = new FileLibrary();
    private FleetClient client;
    private String site;

    @BeforeAll
    void connect() {
        client = FleetClient.of(fleet);
        site = "/k8s/clusters/" + fleet.sites().getFirst().clusterId();
    }

    @AfterAll
    void close() {
        library.close();
        fleet.close();
    }

    @Test
    void versionsAreNumberedAndTheFirstBecomesTheDefault() {
        template("numbered");
        version("numbered-a", "numbered", "");
        var first = awaitNumber("numbered-a", 1);
        assertThat(first.at("/metadata/labels/template.harvesterhci.io~1templateID")
                        .asText())
                .isEqualTo("numbered");
        assertThat(first.at("/metadata/ownerReferences/0/kind").asText()).isEqualTo("VirtualMachineTemplate");
        version("numbered-b", "numbered", "");
        awaitNumber("numbered-b", 2);
        var template = awaitLatest("numbered", 2);
        assertThat(template.at("/spec/defaultVersionId").asText()).isEqualTo("retail-prod/numbered-a");
        assertThat(template.at("/status/defaultVersion").asInt()).isEqualTo(1);
    }

    @Test
    void anotherDefaultIsChosenByPatch() {
        template("patched");
        version("patched-a", "patched", "");
        awaitLatest("patched", 1);
        version("patched-b", "patched", "");
        awaitNumber("patched-b", 2);
        client.patch(
                path("virtualmachinetemplates", "patched"),
                "{\"spec\":{\"defaultVersionId\":\"retail-prod/patched-b\"}}");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> read("virtualmachinetemplates", "patched")
                                .at("/status/defaultVersion")
                                .asInt()
                        == 2);
        assertThat(client.delete(path("virtualmachinetemplateversions", "patched-a"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aVersionCannotBeChanged() {
        template("frozen");
        version("frozen-a", "frozen", "");
        var reply = client.patch(
                path("virtualmachinetemplateversions", "frozen-a"), "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(json(reply).path("message").asText())
                .endsWith("denied the request: Update templateVersion is not supported");
    }

    @Test
    void theDefaultVersionCannotBeDeletedButGoesWithItsTemplate() {
        template("kept");
        version("kept-a", "kept", "");
        awaitLatest("kept", 1);
        var reply = client.delete(path("virtualmachinetemplateversions", "kept-a"));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(json(reply).path("message").asText()).endsWith("Cannot delete the default templateVersion");
        client.delete(path("virtualmachinetemplates", "kept"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> client.get(path("virtualmachinetemplateversions", "kept-a"))
                                .statusCode()
                        == 404);
    }

    @Test
    void aVersionNeedsItsTemplateItsKeyPairsAndLimits() {
        template("strict");
        assertThat(refusal(draft("strict-a", "nobody", "")))
                .endsWith("virtualmachinetemplates.harvesterhci.io \"nobody\" not found");
        var keyless = draft("strict-b", "strict", "");
        keyless.withObject("/spec").putArray("keyPairIds").add("retail-prod/lost-key");
        assertThat(refusal(keyless)).contains("KeyPairID retail-prod/lost-key is invalid");
        var limitless = draft("strict-c", "strict", "");
        limitless
                .withObject("/spec/vm/spec/template/spec/domain/resources/limits")
                .remove("cpu");
        assertThat(refusal(limitless)).endsWith("CPU limit is an required field, but is missing from the input");
        assertThat(refusal(draft("strict-d", "strict", "{"))).contains("Invalid JSON data in annotation");
    }

    @Test
    void aVersionWaitsForItsImage() {
        template("imaged");
        version("imaged-a", "imaged", claims("fresh-image"));
        image("fresh-image", library.offer("fresh.img", new byte[50_000]));
        var version = awaitNumber("imaged-a", 1);
        assertThat(version.at("/status/conditions").toString()).contains("assigned");
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> read("virtualmachinetemplateversions", "imaged-a").at("/status/conditions"),
                        conditions -> conditions
                                .valueStream()
                                .allMatch(each -> each.path("status").asText().equals("True")));
    }

    @Test
    void aVersionOfAnUnknownImageGetsNoNumber() {
        template("waiting");
        version("waiting-a", "waiting", claims("never-there"));
        version("waiting-b", "waiting", "");
        awaitNumber("waiting-b", 1);
        assertThat(read("virtualmachinetemplateversions", "waiting-a").has("status"))
                .isFalse();
    }

    @Test
    void aKeyPairShowsItsFingerprint() {
        assertThat(keyPair("good-key", KEY).statusCode()).isEqualTo(201);
        var pair = await().atMost(Duration.ofSeconds(20))
                .until(() -> read("keypairs", "good-key"), found -> found.has("status"));
        assertThat(pair.at("/status/fingerPrint").asText()).matches("([0-9a-f]{2}:){15}[0-9a-f]{2}");
        assertThat(pair.at("/status/conditions/0/type").asText()).isEqualTo("validated");
        assertThat(pair.at("/status/conditions/0/status").asText()).isEqualTo("True");
    }

    @Test
    void whatIsNoPublicKeyIsDenied() {
        var reply = keyPair("bad-key", "ssh-ed25519 AAAAsomething");
        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(json(reply).path("message").asText())
                .endsWith("denied the request: key is not in valid OpenSSH public key format");
        assertThat(json(keyPair("no-key", "")).path("message").asText()).endsWith("public key is required");
    }

    private HttpResponse<String> keyPair(String name, String key) {
        var pair = object("KeyPair", name);
        pair.putObject("spec").put("publicKey", key);
        return client.post(site + HARVESTER + "keypairs", pair.toString());
    }

    private void template(String name) {
        var template = object("VirtualMachineTemplate", name);
        template.putObject("spec").put("description", "a test");
        created(client.post(site + HARVESTER + "virtualmachinetemplates", template.toString()));
    }

    private void image(String name, String url) {
        var image = object("VirtualMachineImage", name);
        image.putObject("spec")
                .put("displayName", name)
                .put("sourceType", "download")
                .put("url", url);
        created(client.post(site + HARVESTER + "virtualmachineimages", image.toString()));
    }

    private void version(String name, String template, String claims) {
        created(client.post(
                site + HARVESTER + "virtualmachinetemplateversions",
                draft(name, template, claims).toString()));
    }

    private String refusal(ObjectNode version) {
        var reply = client.post(site + HARVESTER + "virtualmachinetemplateversions", version.toString());
        assertThat(reply.statusCode()).isEqualTo(422);
        return json(reply).path("message").asText();
    }

    private static ObjectNode draft(String name, String template, String claims) {
        var version = object("VirtualMachineTemplateVersion", name);
        version.withObject("/spec").put("templateId", "retail-prod/" + template);
        if (!claims.isEmpty()) {
            version.withObject("/spec/vm/metadata/annotations").put("harvesterhci.io/volumeClaimTemplates", claims);
        }
        version.withObject("/spec/vm/spec/template/spec/domain/resources/limits")
                .put("cpu", "2")
                .put("memory", "4Gi");
        return version;
    }

    private static String claims(String image) {
        var list = JSON.createArrayNode();
        list.addObject().withObject("/metadata/annotations").put("harvesterhci.io/imageId", "retail-prod/" + image);
        return list.toString();
    }

    private static ObjectNode object(String kind, String name) {
        var object = JSON.createObjectNode()
                .put("apiVersion", "harvesterhci.io/v1beta1")
                .put("kind", kind);
        object.putObject("metadata").put("name", name).put("namespace", "retail-prod");
        return object;
    }

    private static void created(HttpResponse<String> reply) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
    }

    private JsonNode awaitNumber(String name, int number) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> read("virtualmachinetemplateversions", name),
                        version -> version.at("/status/version").asInt() == number);
    }

    private JsonNode awaitLatest(String name, int number) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> read("virtualmachinetemplates", name),
                        template -> template.at("/status/latestVersion").asInt() == number);
    }

    private JsonNode read(String plural, String name) {
        return json(client.get(path(plural, name)));
    }

    private String path(String plural, String name) {
        return site + HARVESTER + plural + "/" + name;
    }

    private static JsonNode json(HttpResponse<String> reply) {
        try {
            return JSON.readTree(reply.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
