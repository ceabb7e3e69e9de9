// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.crd.v1alpha1.PolicyReportSpec.Verdict;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Settings that come from Secrets at headquarters reach simulated sites, and no report. */
class PolicySecretsTest {
    private static final Map<String, String> MEANT = Map.of(HubSecret.LABEL, "true");
    private static final String WORD = "hush-hush-4711";
    private static final String BACKUPS = """
            mode: Enforce
            settings:
              backup-target:
                type: s3
                endpoint: https://s3.example.com
                bucketName: tills
                bucketRegion: eu-1
                accessKeyId: till
                secretAccessKey: {valueFrom: {secretKeyRef: {name: backups, key: secret}}}
            """;
    private static final String RETAIL = "/api/v1/namespaces/retail-prod/";
    private static final String MAIL = """
            objects:
              - apiVersion: v1
                kind: ConfigMap
                metadata: {name: mail, namespace: retail-prod}
                data: {user: till, password: {valueFrom: {secretKeyRef: {name: mail, key: password}}}}
            """;
    private static final String NTP =
            "settings: {ntp-servers: {valueFrom: {secretKeyRef: {name: clock, key: servers}}}}";

    private final PolicyWorld world = new PolicyWorld(1);

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void aFieldFromASecretIsWrittenAndWrittenAgainWhenTheSecretChanges() {
        world.keep("backups", "secret", WORD, MEANT);
        world.publish("backups", BACKUPS);
        world.awaitVerdict("backups", 0, Verdict.Compliant);
        assertThat(world.value(0, "backup-target")).contains("https://s3.example.com");
        var first = stamp();

        world.keep("backups", "secret", "another", MEANT);
        world.pass(Duration.ofMinutes(1));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stamp()).startsWith("backups@").isNotEqualTo(first));
        assertNowhere(WORD);
    }

    private String stamp() {
        return world.object(0, "/apis/harvesterhci.io/v1beta1/settings/backup-target")
                .at("/metadata/annotations/granary.io~1secret-versions")
                .asText();
    }

    @Test
    void whatDiffersFromASecretIsToldWithoutEitherValue() {
        world.change(0, "ntp-servers", "{\"ntpServers\":[\"found.example.com\"]}");
        world.keep("clock", "servers", "{\"ntpServers\":[\"" + WORD + "\"]}", MEANT);
        world.publish("clock", NTP);

        assertThat(world.awaitVerdict("clock", 0, Verdict.Drifted).differences())
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.wanted()).isEqualTo("(from a Secret)");
                    assertThat(difference.found()).isEqualTo("(hidden)");
                });
        await().atMost(Duration.ofSeconds(20))
                .until(() -> world.status("clock") != null
                        && world.status("clock").changes().size() == 1);
        assertNowhere(WORD);
        assertNowhere("found.example.com");
    }

    @Test
    void whatTheSiteRefusesIsToldWithoutItsWords() {
        world.keep("clock", "servers", "{\"ntpServers\":[\"" + WORD + "!\"]}", MEANT);
        world.publish("clock", "mode: Enforce\n" + NTP);

        assertThat(world.awaitVerdict("clock", 0, Verdict.Conflict).message())
                .startsWith("The site refused Setting ntp-servers, in words that may hold what is in the Secret");
        assertNowhere(WORD);
    }

    @Test
    void aSecretThatIsMissingOrNotMeantForPoliciesHoldsThePolicyAndSaysWhatToDo() {
        world.publish("clock", "mode: Enforce\n" + NTP);
        refused("Secret fleet-default/clock does not exist: create it");

        world.keep("clock", "servers", "{\"ntpServers\":[\"10.0.0.1\"]}", Map.of());
        world.pass(Duration.ofMinutes(1));
        refused("Secret fleet-default/clock is not meant for policies: label it with granary.io/policy-values=true.");

        world.forbidden.add("clock");
        world.pass(Duration.ofMinutes(1));
        refused("Secret fleet-default/clock may not be read by Granary: add it to policies.secrets");

        world.forbidden.clear();
        world.keep("clock", "server", "{}", MEANT);
        world.pass(Duration.ofMinutes(1));
        refused("Secret fleet-default/clock has no key servers: add it");

        world.keep("clock", "servers", WORD, MEANT);
        world.pass(Duration.ofMinutes(1));
        refused("Setting ntp-servers is a JSON object, and with what is in the Secret it is not: correct the Secret.");
        assertThat(world.value(0, "ntp-servers")).contains("suse");

        world.publish("clock", "settings: {ntp-servers: {valueFrom: {configMapKeyRef: {name: a, key: b}}}}");
        refused("Setting ntp-servers takes a value from nowhere: write valueFrom.secretKeyRef");
        assertNowhere(WORD);
    }

    @Test
    void anObjectTakesAFieldFromASecretAndNobodyAtTheHubReadsIt() {
        world.keep("mail", "password", WORD, MEANT);
        world.publish("mail", """
                mode: Enforce
                objects:
                  - apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: mail, namespace: retail-prod}
                    data: {user: till, password: {valueFrom: {secretKeyRef: {name: mail, key: password}}}}
                """);
        world.awaitVerdict("mail", 0, Verdict.Compliant);
        assertThat(world.object(0, RETAIL + "configmaps/mail")
                        .at("/data/password")
                        .asText())
                .isEqualTo(WORD);

        world.keep("mail", "password", "another", MEANT);
        world.pass(Duration.ofMinutes(1));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(world.object(0, RETAIL + "configmaps/mail")
                                .at("/data/password")
                                .asText())
                        .isEqualTo("another"));
        assertNowhere(WORD);
    }

    @Test
    void whatDiffersInAnObjectFromASecretIsToldWithoutEitherValue() {
        world.keep("mail", "password", WORD, MEANT);
        world.publish("mail", "mode: Enforce\n" + MAIL);
        world.awaitVerdict("mail", 0, Verdict.Compliant);

        world.keep("mail", "password", WORD + "!", MEANT);
        world.publish("mail", "mode: Report\n" + MAIL);
        world.pass(Duration.ofMinutes(1));

        assertThat(world.awaitVerdict("mail", 0, Verdict.Drifted).differences())
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.field()).isEqualTo("data.password");
                    assertThat(difference.wanted()).isEqualTo("(from a Secret)");
                    assertThat(difference.found()).isEqualTo("(hidden)");
                });
        assertNowhere(WORD);
    }

    @Test
    void anObjectThatTakesAValueFromNowhereIsRefused() {
        world.publish("clock", MAIL.replace("secretKeyRef", "configMapKeyRef"));
        refused("ConfigMap mail of spec.objects takes a value from nowhere: write valueFrom.secretKeyRef");
    }

    private void refused(String sentence) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(world.status("clock")).isNotNull();
            assertThat(world.status("clock").conditions().getFirst().message()).startsWith(sentence);
        });
    }

    /** Whatever people and programs can read of policies at the hub. */
    private void assertNowhere(String word) {
        assertThat(world.policies.list("", "").toString()).doesNotContain(word);
        assertThat(world.reports.list("", "").toString()).doesNotContain(word);
    }
}
