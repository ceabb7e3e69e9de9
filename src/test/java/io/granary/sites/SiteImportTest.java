// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.granary.kube.ApiAddress;
import io.granary.kube.ApiDoors;
import io.granary.kube.Credentials;
import io.granary.kube.DoorLimits;
import io.granary.kube.HubCluster;
import io.granary.kube.SiteDoors;
import io.granary.simulator.FleetClient;
import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.SimulatedFleet.Obstacle;
import io.granary.simulator.demo.Installation;
import io.granary.simulator.demo.LocalClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sites that come into a simulated Rancher by a Site object, and go out of it with that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SiteImportTest {
    private static final String LOCAL = "/k8s/clusters/local";
    private static final String SITES = LOCAL + "/apis/granary.io/v1alpha1/namespaces/fleet-default/sites";
    private static final String CLUSTERS = LOCAL + "/apis/provisioning.cattle.io/v1/namespaces/fleet-default/clusters";
    private static final String SECRETS = LOCAL + "/api/v1/namespaces/fleet-default/secrets";
    private static final String SETTINGS = "/apis/harvesterhci.io/v1beta1/settings/";
    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.quiet(2, 2));
    private final FleetClient client = FleetClient.of(fleet);
    private final Vertx vertx = Vertx.vertx();
    private final SiteRegistry registry = new SiteRegistry();
    private SiteRounds rounds;

    @BeforeAll
    void start() throws IOException {
        new Installation(new LocalClient(fleet.url() + LOCAL, fleet.token(), fleet.caPem()))
                .definitions(Path.of("charts/granary-crd/templates"));
        var doors = new ApiDoors(vertx, DoorLimits.DEFAULTS, new SimpleMeterRegistry(), System::nanoTime);
        var trust = new ApiAddress.Trust(fleet.caPem(), null, null);
        var credentials = Credentials.of("Bearer " + fleet.token());
        var rancher = doors.origin(ApiAddress.of(fleet.url(), trust), credentials);
        var hub = new HubCluster(doors.origin(ApiAddress.of(fleet.url() + LOCAL, trust), credentials), RANDOM);
        var config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(SitesConfig.class)
                .build()
                .getConfigMapping(SitesConfig.class);
        rounds = new SiteRounds(
                config,
                SiteKinds.at(hub),
                new SiteDoors(doors, () -> rancher),
                registry,
                () -> null,
                event -> {},
                new SiteRounds.Chance(Clock.systemUTC(), System::nanoTime, RANDOM));
        rounds.start();
    }

    @AfterAll
    void close() throws Exception {
        rounds.close();
        registry.close();
        fleet.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private JsonNode get(String path) {
        try {
            return JSON.readTree(client.get(path).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets a Harvester up and returns the path of its API. */
    private String harvester(String name, Obstacle obstacle) {
        return fleet.newcomer(name, obstacle).substring(fleet.url().length());
    }

    private void secret(String name, String api) {
        var kubeconfig = """
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: u, user: {token: "%s"}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                """.formatted(fleet.url() + api, encoded(fleet.caPem()), fleet.token());
        var body = """
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"%s","labels":{"granary.io/import":"true"}},
                 "data":{"kubeconfig":"%s"}}""".formatted(name, encoded(kubeconfig));
        assertThat(client.post(SECRETS, body).statusCode()).isEqualTo(201);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void site(String name, String spec) {
        var body = """
                {"apiVersion":"granary.io/v1alpha1","kind":"Site","metadata":{"name":"%s","labels":{"coast":"west"}},
                 "spec":{"import":%s}}""".formatted(name, spec);
        assertThat(client.post(SITES, body).statusCode()).isEqualTo(201);
    }

    private void awaitCondition(String site, String type, String expected) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(condition(site, type)).startsWith(expected));
    }

    private String condition(String site, String type) {
        return get(SITES + "/" + site)
                .at("/status/conditions")
                .valueStream()
                .filter(one -> one.path("type").asText().equals(type))
                .map(one ->
                        one.path("status").asText() + " " + one.path("reason").asText() + " "
                                + one.path("message").asText())
                .findFirst()
                .orElse("");
    }

    private int code(String path) {
        return client.get(path).statusCode();
    }

    private void deleted(String site) {
        assertThat(client.delete(SITES + "/" + site).statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(60)).until(() -> code(CLUSTERS + "/" + site) == 404);
        await().atMost(Duration.ofSeconds(60)).until(() -> code(SITES + "/" + site) == 404);
    }

    @Test
    void oneObjectBringsASiteInAndItsDeletionTakesItOut() {
        var api = harvester("store-new", Obstacle.NONE);
        secret("store-new-admin", api);
        site("store-new", "{\"kubeconfigSecret\":\"store-new-admin\"}");

        awaitCondition("store-new", "Imported", "True Imported");
        awaitCondition("store-new", "Connected", "True");
        var id = get(SITES + "/store-new").at("/status/clusterID").asText();
        assertThat(registry.links()).anyMatch(link -> link.id().value().equals(id) && link.connected());
        assertThat(get(CLUSTERS + "/store-new").at("/metadata/labels/coast").asText())
                .isEqualTo("west");

        deleted("store-new");
        assertThat(get(api + "/apis/kubevirt.io/v1/virtualmachines").path("items"))
                .hasSize(2);
        assertThat(get(api + SETTINGS + "cluster-registration-url")
                        .path("value")
                        .asText())
                .isEmpty();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> registry.links().stream()
                        .noneMatch(link -> link.id().value().equals(id)));
        assertThat(code(SITES + "/store-new")).as("it is not made anew").isEqualTo(404);
    }

    @Test
    void withoutAKubeconfigAPersonFindsTheUrlInASecret() {
        var api = harvester("store-paste", Obstacle.NONE);
        site("store-paste", "{}");

        awaitCondition("store-paste", "Imported", "False WaitingForPaste");
        var url = new String(
                Base64.getDecoder()
                        .decode(get(SECRETS + "/store-paste-registration")
                                .at("/data/url")
                                .asText()),
                StandardCharsets.UTF_8);
        assertThat(get(SITES + "/store-paste").toString()).doesNotContain(url);

        // A bare URL is read by every release.
        var value = JSON.createObjectNode().put("value", url);
        client.patch(api + SETTINGS + "cluster-registration-url", value.toString());
        awaitCondition("store-paste", "Imported", "True Imported");
        await().atMost(Duration.ofSeconds(30)).until(() -> code(SECRETS + "/store-paste-registration") == 404);
        deleted("store-paste");
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_AUTHORITY, CertificateNotTrusted, additional-ca",
        "NO_IMAGE, ImagePull, containerd-registry",
    })
    void saysWhatKeepsASiteFromConnecting(Obstacle obstacle, String reason, String setting) {
        var name = "store-" + setting;
        var api = harvester(name, obstacle);
        secret(name + "-admin", api);
        site(name, "{\"kubeconfigSecret\":\"" + name + "-admin\"}");

        awaitCondition(name, "Imported", "False " + reason);
        assertThat(condition(name, "Imported")).contains(setting).doesNotContain("_c-m-");

        var mended = setting.equals("additional-ca") ? fleet.caPem() : "{}";
        client.patch(
                api + SETTINGS + setting,
                JSON.createObjectNode().put("value", mended).toString());
        // Somebody who mends a site applies the setting anew.
        var url = get(api + SETTINGS + "cluster-registration-url").path("value").asText();
        assertThat(url).contains("/v3/import/");
        awaitCondition(name, "Imported", "True Imported");
        deleted(name);
    }

    @Test
    void aClusterThatSomebodyRemovedComesBackWithANewSiteOnly() {
        var api = harvester("store-back", Obstacle.NONE);
        secret("store-back-admin", api);
        site("store-back", "{\"kubeconfigSecret\":\"store-back-admin\"}");
        awaitCondition("store-back", "Imported", "True Imported");

        assertThat(client.delete(CLUSTERS + "/store-back").statusCode()).isEqualTo(200);
        awaitCondition("store-back", "Imported", "False RemovedFromRancher");
        deleted("store-back");

        site("store-back", "{\"kubeconfigSecret\":\"store-back-admin\"}");
        awaitCondition("store-back", "Imported", "True Imported");
        deleted("store-back");
    }

    @Test
    void aMissingSecretIsSaid() {
        site("store-lost", "{\"kubeconfigSecret\":\"nowhere\"}");

        awaitCondition("store-lost", "Imported", "False SecretMissing");
        client.patch(SITES + "/store-lost", "{\"spec\":{\"import\":{\"kubeconfigSecret\":\"store-lost-kubeconfig\"}}}");
        awaitCondition("store-lost", "Imported", "False SecretNameTaken");
        deleted("store-lost");
    }

    @Test
    void aClusterThatIsInRancherIsAdoptedAndStays() {
        var known = fleet.sites().getLast();
        awaitCondition(known.name(), "Connected", "True");
        client.patch(SITES + "/" + known.name(), "{\"spec\":{\"import\":{}}}");

        awaitCondition(known.name(), "Imported", "True Adopted");
        var uid = get(SITES + "/" + known.name()).at("/metadata/uid").asText();
        assertThat(client.delete(SITES + "/" + known.name()).statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !get(SITES + "/" + known.name())
                        .at("/metadata/uid")
                        .asText(uid)
                        .equals(uid));
        assertThat(code(CLUSTERS + "/" + known.identity().provisioningName())).isEqualTo(200);
    }
}
