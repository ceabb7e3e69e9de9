// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Harvester that no Rancher knows, reached by the kubeconfig in a Secret. */
class DirectSiteTest {
    private static final String NAME = "boat-7";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.quiet(1, 2));
    private final String cluster = fleet.sites().getFirst().clusterId();
    private final SitesWorld world = new SitesWorld(List.of(), List.of(), Map.of("granary.sites.probe-retry", "500ms"));

    @AfterEach
    void close() throws Exception {
        world.close();
        fleet.close();
    }

    private String kubeconfig(String token) {
        return """
                apiVersion: v1
                kind: Config
                current-context: boat
                clusters:
                - name: boat
                  cluster: {server: "%s/k8s/clusters/%s", certificate-authority-data: %s}
                users:
                - name: hub
                  user: {token: "%s"}
                contexts:
                - name: boat
                  context: {cluster: boat, user: hub}
                """.formatted(
                        fleet.url(),
                        cluster,
                        Base64.getEncoder().encodeToString(fleet.caPem().getBytes(StandardCharsets.US_ASCII)),
                        token);
    }

    private static DirectSecret secret(String kubeconfig) {
        var meta = new DirectSecret.Meta(
                "fleet-default", NAME, "uid-1", "1", Map.of("granary.io/site", "true", "coast", "west"), Map.of());
        return new DirectSecret(meta, Map.of("kubeconfig", kubeconfig.getBytes(StandardCharsets.UTF_8)));
    }

    private void awaitCondition(String type, String expected) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(world.condition(NAME, type)).isEqualTo(expected));
    }

    private void connect() {
        world.rounds.start();
        world.secrets.changed(secret(kubeconfig(fleet.token())));
        awaitCondition("Connected", "True Connected");
    }

    @Test
    void isASiteLikeAnyOther() {
        connect();

        awaitCondition("Ready", "True Ready");
        awaitCondition("ClockInSync", "True InSync");
        var site = world.sites.find("fleet-default", NAME);
        assertThat(site.metadata().labels()).containsEntry("coast", "west");
        assertThat(site.spec().connection().secretRef().name()).isEqualTo(NAME);
        assertThat(site.status().harvesterVersion()).startsWith("v1.");
        assertThat(world.isLinked(NAME)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"660, 660 s ahead of", "-660, 660 s behind", "315576000, 315576000 s ahead of", "-315576000, behind"})
    void aClockThatIsOffIsToldAndMovesNoDateOfTheHubs(long seconds, String how) {
        fleet.faults().clockOff(cluster, Duration.ofSeconds(seconds));
        connect();

        awaitCondition("ClockInSync", "False ClockSkew");
        assertThat(world.message(NAME, "ClockInSync")).contains(how, "set ntp-servers at the site");
        fleet.faults().cut(cluster);
        awaitCondition("Connected", "False Unreachable");
        var site = world.sites.find("fleet-default", NAME);
        assertThat(Instant.parse(site.status().connectivity().lastSeen()))
                .isCloseTo(Instant.now(), within(5, ChronoUnit.MINUTES));
    }

    @Test
    void isNotConnectedWhileItDoesNotAnswer() {
        connect();
        fleet.faults().cut(cluster);

        awaitCondition("Connected", "False Unreachable");
        assertThat(world.message(NAME, "Connected")).isNotBlank().doesNotContain("\n", "Exception");
        assertThat(world.sites
                        .find("fleet-default", NAME)
                        .status()
                        .connectivity()
                        .lastSeen())
                .isNotNull();

        fleet.faults().restore(cluster);
        world.secrets.changed(secret(kubeconfig(fleet.token()) + "# written anew\n"));
        awaitCondition("Connected", "True Connected");
    }

    @ParameterizedTest
    @CsvSource({
        "'', KubeconfigUnusable",
        "'no: kubeconfig', KubeconfigUnusable",
        "'{{{', KubeconfigUnusable",
    })
    void aSecretThatHoldsNoKubeconfigSaysWhatIsWrongInOneSentence(String text, String reason) {
        world.rounds.start();
        world.secrets.changed(secret(text));

        awaitCondition("Connected", "False " + reason);
        assertThat(world.message(NAME, "Connected")).isNotBlank().doesNotContain("\n", "Exception");
        assertThat(world.isLinked(NAME)).isFalse();
    }

    @Test
    void aTokenThatIsNotAcceptedIsSaid() {
        world.rounds.start();
        world.secrets.changed(secret(kubeconfig("token-x:wrong")));

        awaitCondition("Connected", "False CredentialInvalid");
    }

    @Test
    void aKubeconfigThatBreaksLeavesTheSiteDisconnectedUntilItIsRepaired() {
        connect();
        world.secrets.changed(secret("no: kubeconfig"));

        awaitCondition("Connected", "False KubeconfigUnusable");
        assertThat(world.registry.links()).singleElement().matches(link -> !link.connected());

        world.secrets.changed(secret(kubeconfig(fleet.token())));
        awaitCondition("Connected", "True Connected");
        assertThat(world.registry.links()).singleElement().matches(SiteLink::connected);
    }

    @Test
    void goesWithItsSecret() {
        connect();
        world.secrets.deleted(secret(kubeconfig(fleet.token())));

        awaitCondition("Registered", "False SecretDeleted");
        awaitCondition("Connected", "False SecretDeleted");
        assertThat(world.registry.links()).isEmpty();
    }
}
