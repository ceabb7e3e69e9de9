// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import io.granary.crd.v1alpha1.PolicyReportSpec.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Objects of policies at simulated Harvester sites. */
class PolicyObjectsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MAPS = "/api/v1/namespaces/retail-prod/configmaps/";
    private static final String KEYS = "/apis/harvesterhci.io/v1beta1/namespaces/retail-prod/keypairs/";
    private static final String GREETING = """
            mode: Enforce
            objects:
              - apiVersion: v1
                kind: ConfigMap
                metadata: {name: greeting, namespace: retail-prod}
                data: {text: "hello from ${site}"}
            """;
    private static final String KEY = """
            mode: Enforce
            objects:
              - apiVersion: harvesterhci.io/v1beta1
                kind: KeyPair
                metadata: {name: operations, namespace: retail-prod}
                spec:
                  publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICqdqXKrUxFizmgEv0zHhIq0R1+/8bhB/arsT2HAYEv9 ops"
            """;

    private final PolicyWorld world = new PolicyWorld(2);

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void aKeyComesToAllSitesAndGoesWhenThePolicyNoLongerHasIt() {
        world.publish("keys", KEY);
        world.awaitVerdict("keys", 0, Verdict.Compliant);
        world.awaitVerdict("keys", 1, Verdict.Compliant);
        assertThat(world.object(1, KEYS + "operations")
                        .at("/metadata/labels/granary.io~1policy")
                        .asText())
                .isEqualTo("keys");

        world.publish("keys", "mode: Enforce");
        await().atMost(SOON).until(() -> world.object(0, KEYS + "operations") == null);
        await().atMost(SOON).until(() -> world.row("keys", 0).made().isEmpty());
        assertThat(world.awaitVerdict("keys", 0, Verdict.Compliant).differences())
                .isEmpty();
    }

    @Test
    void tellsFieldByFieldWhatEnforcingWouldChange() {
        world.publish("greeting", GREETING.replace("Enforce", "Report"));

        assertThat(world.awaitVerdict("greeting", 0, Verdict.Drifted).differences())
                .containsExactly(new Difference("ConfigMap.v1 retail-prod/greeting", null, "present", "absent", null));
        assertThat(world.object(0, MAPS + "greeting")).isNull();
    }

    @Test
    void fillsInTheSiteAndMendsWhatSomebodyChanges() {
        world.publish("greeting", GREETING);
        world.awaitVerdict("greeting", 1, Verdict.Compliant);
        assertThat(world.object(1, MAPS + "greeting").at("/data/text").asText()).isEqualTo("hello from store-1");

        world.merge(1, MAPS + "greeting?fieldManager=kubectl-edit", "{\"data\":{\"text\":\"bye\",\"more\":\"x\"}}");
        world.pass(Duration.ofMinutes(2));
        await().atMost(SOON)
                .until(() -> world.object(1, MAPS + "greeting")
                        .at("/data/text")
                        .asText()
                        .startsWith("hello"));
        assertThat(world.object(1, MAPS + "greeting").at("/data/more").asText()).isEqualTo("x");
    }

    @Test
    void namesWhoAppliesTheObjectTooAndNeverDeletesWhatItDidNotMake() {
        world.apply(0, MAPS + "greeting?fieldManager=fleet-agent", """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"greeting","namespace":"retail-prod"},
                "data":{"text":"ours"}}""");
        world.publish("greeting", GREETING);
        var row = world.awaitVerdict("greeting", 0, Verdict.Conflict);
        assertThat(row.message()).contains("is applied by field manager \"fleet-agent\"");
        assertThat(row.differences()).extracting(Difference::field).containsExactly("data.text");

        world.publish("greeting", GREETING + "enforcement: {force: true}");
        world.awaitVerdict("greeting", 0, Verdict.Compliant);
        world.publish("greeting", "mode: Enforce");
        await().atMost(SOON).until(() -> world.object(1, MAPS + "greeting") == null);
        assertThat(world.object(0, MAPS + "greeting")).isNotNull();
    }

    @Test
    void refusesKindsThatAPolicyMustNotHold() {
        world.publish("secret", """
                mode: Enforce
                objects:
                  - {apiVersion: v1, kind: Secret, metadata: {name: s, namespace: retail-prod}}
                """);

        await().atMost(SOON).until(() -> world.status("secret") != null);
        assertThat(world.status("secret").conditions().getFirst().message())
                .startsWith("A policy holds no v1 Secret: it holds KeyPair, ");
    }
}
