// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.charts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.FleetClient;
import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.demo.Installation;
import io.granary.simulator.demo.LocalClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hub really asks of its cluster, in a life with all that can happen, is what its roles grant. */
class HubRightsIT {
    private static final String GRANARY = "/apis/granary.io/v1alpha1";
    private static final String FLEET = GRANARY + "/namespaces/fleet-default/";
    private static final String CLUSTERS = "/apis/management.cattle.io/v3/clusters";
    private static final String TOKEN = "/apis/management.cattle.io/v3/tokens/granary-rancher-identity-a";
    private static final String VMS = "/apis/inventory.granary.io/v1alpha1/fleetvirtualmachines";
    /** Needed after a conflict, for a user whom the aggregator lets through, and for a rollout of many revisions. */
    private static final List<String> NOT_IN_EVERY_LIFE = List.of(
            "get granary.io policyreports ",
            "create authorization.k8s.io subjectaccessreviews ",
            "delete granary.io rolloutreports ",
            "delete granary.io rolloutrevisions ");

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static InstalledHub installed;
    private static FleetClient hub;

    @BeforeAll
    static void install() throws IOException {
        installed = new InstalledHub(folder);
        var rancher = installed.admin;
        hub = new FleetClient(rancher.http(), rancher.url() + "/k8s/clusters/local", rancher.token());
    }

    @AfterAll
    static void end() {
        installed.close();
    }

    @Test
    void theRolesGrantWhatTheHubDoesAndNothingMore() throws Exception {
        live();

        var asked = installed.fleet.requests().of(InstalledHub.USER).stream()
                .map(Rights::of)
                .toList();
        var granted = Rights.granted(Charts.objects(InstalledHub.VALUES));

        var missing = asked.stream()
                .filter(call -> granted.stream().noneMatch(right -> right.covers(call)))
                .map(Rights::kind)
                .distinct()
                .sorted();
        var unused = granted.stream().map(Rights::kind).collect(Collectors.toCollection(TreeSet::new));
        granted.stream()
                .filter(right -> asked.stream().anyMatch(right::covers))
                .map(Rights::kind)
                .forEach(unused::remove);
        unused.removeAll(NOT_IN_EVERY_LIFE);
        assertSoftly(softly -> {
            softly.assertThat(missing)
                    .as("calls that no role grants: widen templates/_rules.tpl, if they are needed")
                    .isEmpty();
            softly.assertThat(unused)
                    .as("rights that no call needed: take them out of templates/_rules.tpl")
                    .isEmpty();
        });
    }

    private void live() throws IOException {
        installed.until(() -> installed.process().apiPort().isPresent());
        var port = installed.process().apiPort().getAsInt();
        new Installation(installed.local()).extension(port);
        installed.until(() -> json(hub.get(VMS + "?limit=1")).path("items").size() == 1);
        installed.until(() -> json(hub.get("/api/v1/namespaces/granary-system/pods/" + InstalledHub.POD))
                .at("/metadata/labels/granary.io~1working")
                .asText()
                .equals("true"));
        direct(port);
        somebody();
        assertThat(hub.delete(TOKEN).statusCode()).isLessThan(300);
        rollOut();
        installed.until(() -> hub.get(TOKEN).statusCode() == 200);
        importOneSite();
        removeOneSite();
    }

    /** By its kubeconfig when nobody pastes the URL, and out again. */
    private void importOneSite() throws IOException {
        var address = installed.fleet.newcomer("store-new", SimulatedFleet.Obstacle.NONE);
        var site = """
                {"apiVersion":"granary.io/v1alpha1","kind":"Site","metadata":{"name":"store-new"},
                 "spec":{"import":{}}}""";
        assertThat(hub.post(FLEET + "sites", site).statusCode()).isEqualTo(201);
        var secrets = "/api/v1/namespaces/fleet-default/secrets/";
        installed.until(() -> hub.get(secrets + "store-new-registration").statusCode() == 200);
        // The hub puts its own URL back.
        hub.patch(secrets + "store-new-registration", "{\"data\":{\"url\":\"eA==\"}}");
        installed.until(() -> json(hub.get(secrets + "store-new-registration"))
                        .at("/data/url")
                        .asText()
                        .length()
                > 4);
        var secret = Map.of(
                "metadata", Map.of("name", "store-new-admin", "labels", Map.of("granary.io/import", "true")),
                "stringData", Map.of("kubeconfig", installed.kubeconfig(address)));
        hub.post("/api/v1/namespaces/fleet-default/secrets", JSON.writeValueAsString(secret));
        hub.patch(FLEET + "sites/store-new", "{\"spec\":{\"import\":{\"kubeconfigSecret\":\"store-new-admin\"}}}");
        installed.until(() -> json(hub.get(FLEET + "sites/store-new"))
                .at("/status/conditions")
                .toString()
                .contains("\"Imported\",\"status\":\"True\""));
        installed.until(() -> hub.get(secrets + "store-new-registration").statusCode() == 404);
        assertThat(hub.delete(FLEET + "sites/store-new").statusCode()).isLessThan(300);
        installed.until(() -> hub.get(FLEET + "sites/store-new").statusCode() == 404);
    }

    /** Somebody who calls the hub itself shows his token, which the hub has reviewed. */
    private void direct(int port) throws IOException {
        var secret = json(hub.get("/api/v1/namespaces/granary-system/secrets/granary-serving-ca"));
        var authorities =
                new String(Base64.getDecoder().decode(secret.at("/data/ca.crt").asText()), US_ASCII);

        var stranger = new LocalClient("https://localhost:" + port, "nobody", authorities);

        assertThat(stranger.get(VMS).statusCode()).isEqualTo(401);
    }

    /** An ordinary user, about whom the hub asks its cluster. */
    private void somebody() {
        var tokens = installed.fleet.tokens();
        var ann = hub.as(tokens.issue("token-ann", "u-ann", List.of("system:authenticated")));

        assertThat(ann.get(VMS).statusCode()).isIn(200, 403);
    }

    private void rollOut() throws IOException {
        var image = "{apiVersion: granary.io/v1alpha1, kind: Image, metadata: {name: pos}, spec: {file: pos.qcow2}}";
        assertThat(hub.post(FLEET + "images", Charts.parsed(image).getFirst().toString())
                        .statusCode())
                .isEqualTo(201);
        installed.until(() -> json(hub.get(FLEET + "images/pos")).has("status"));
        var policy = Charts.parsed(Files.readString(Path.of("docs/examples/policy-ntp.yaml")))
                .getFirst();
        assertThat(hub.post(FLEET + "policies", policy.toString()).statusCode()).isEqualTo(201);
        installed.until(
                () -> !json(hub.get(FLEET + "policyreports")).path("items").isEmpty());
        takeFromSecret();
        bring("till");
        // What a site got before is known then, and added to.
        bring("drawer");
    }

    /** From one that the chart names. */
    private static void takeFromSecret() throws IOException {
        var secret = """
                {"apiVersion": "v1", "kind": "Secret", "data": {"servers": "e30="},
                "metadata": {"name": "clock", "labels": {"granary.io/policy-values": "true"}}}""";
        assertThat(hub.post("/api/v1/namespaces/fleet-default/secrets", secret).statusCode())
                .isEqualTo(201);
        var policy = """
                {apiVersion: granary.io/v1alpha1, kind: Policy, metadata: {name: from-clock},
                spec: {deletionPolicy: Delete, settings:
                {ntp-servers: {valueFrom: {secretKeyRef: {name: clock, key: servers}}}}}}""";
        assertThat(hub.post(FLEET + "policies", Charts.parsed(policy).getFirst().toString())
                        .statusCode())
                .isEqualTo(201);
        installed.until(() -> ready("from-clock").isEmpty());
    }

    private static String ready(String policy) {
        return json(hub.get(FLEET + "policies/" + policy))
                .at("/status/conditions/0/message")
                .asText("not yet");
    }

    private static void bring(String template) throws IOException {
        var example = Files.readString(Path.of("docs/examples/template-to-stores.yaml"));
        for (var document : Charts.parsed(example.replace("name: till", "name: " + template))) {
            var plural = document.path("kind").asText().toLowerCase(Locale.ROOT) + "s";
            if (document.at("/spec/waves/0") instanceof ObjectNode wave) {
                wave.put("soak", "1s");
            }
            assertThat(hub.post(FLEET + plural, document.toString()).statusCode())
                    .isEqualTo(201);
        }
        installed.until(() -> json(hub.get(FLEET + "rollouts/" + template))
                .at("/status/phase")
                .asText()
                .equals("Completed"));
    }

    private void removeOneSite() throws IOException {
        var gone = installed.fleet.sites().getFirst().clusterId();
        var before = json(hub.get(GRANARY + "/sites")).path("items").size();
        assertThat(hub.delete(CLUSTERS + "/" + gone).statusCode()).isLessThan(300);
        installed.until(() -> json(hub.get(GRANARY + "/sites")).path("items").size() < before);
    }

    private static JsonNode json(java.net.http.HttpResponse<String> reply) {
        try {
            return JSON.readTree(reply.body());
        } catch (IOException notYetThere) {
            return JSON.createObjectNode();
        }
    }
}
