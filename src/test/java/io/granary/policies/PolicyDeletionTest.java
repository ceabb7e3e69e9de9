// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.crd.v1alpha1.PolicyReportSpec.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of objects when their policy is deleted, or no longer selects a site. */
class PolicyDeletionTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MAP = "/api/v1/namespaces/retail-prod/configmaps/greeting";
    private static final String KEPT = """
            mode: Enforce
            objects:
              - apiVersion: v1
                kind: ConfigMap
                metadata: {name: greeting, namespace: retail-prod}
                data: {text: hello}
            """;
    private static final String DELETED = KEPT + "deletionPolicy: Delete\n";
    private static final String FIRST_ONLY = "sites: {selector: {matchLabels: {number: \"0\"}}}\n";

    private final PolicyWorld world = new PolicyWorld(2);

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private void publishEverywhere(String spec) {
        world.publish("greeting", spec);
        world.awaitVerdict("greeting", 0, Verdict.Compliant);
        world.awaitVerdict("greeting", 1, Verdict.Compliant);
    }

    private void awaitGone(int site) {
        await().atMost(SOON).until(() -> world.object(site, MAP) == null);
    }

    private void awaitPolicyGone() {
        await().atMost(SOON).until(() -> world.policies.find("fleet-default", "greeting") == null);
    }

    @Test
    void whatItMadeStaysAndThePolicyGoesAtOnceWhereNothingIsSaid() {
        publishEverywhere(KEPT);
        assertThat(world.policies.find("fleet-default", "greeting").metadata().finalizers())
                .isEmpty();

        world.policies.delete("fleet-default", "greeting");

        awaitPolicyGone();
        assertThat(world.object(0, MAP)).isNotNull();
    }

    @Test
    void aPolicyOfTheSameNameTakesOverWhatStayedAndPrunesIt() {
        publishEverywhere(KEPT);
        world.policies.delete("fleet-default", "greeting");
        world.reports
                .list("fleet-default", "")
                .forEach(report ->
                        world.reports.delete("fleet-default", report.metadata().name()));

        publishEverywhere(KEPT);
        world.publish("greeting", "mode: Enforce");

        awaitGone(0);
        awaitGone(1);
    }

    @Test
    void whatItMadeGoesFirstWhereThePolicySaysSo() {
        publishEverywhere(DELETED);

        world.policies.delete("fleet-default", "greeting");

        awaitPolicyGone();
        assertThat(world.object(0, MAP)).isNull();
        assertThat(world.object(1, MAP)).isNull();
    }

    @Test
    void waitsForASiteThatIsOutOfReachAndSaysSo() {
        publishEverywhere(DELETED);
        world.outOfReach.add(1);
        world.policies.delete("fleet-default", "greeting");
        awaitGone(0);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                world.status("greeting").conditions().getFirst().message())
                        .isEqualTo("1 object at 1 site to be deleted first, 1 of them out of reach: wait, or set"
                                + " spec.deletionPolicy to Keep to leave them there."));

        world.outOfReach.remove(1);
        world.pass(Duration.ofMinutes(2));

        awaitPolicyGone();
        assertThat(world.object(1, MAP)).isNull();
    }

    @Test
    void aPersonMayLeaveTheRestBehind() {
        publishEverywhere(DELETED);
        world.outOfReach.add(1);
        world.policies.delete("fleet-default", "greeting");
        awaitGone(0);

        world.publish("greeting", KEPT);

        awaitPolicyGone();
        assertThat(world.object(1, MAP)).isNotNull();
    }

    @Test
    void aSiteThatThePolicyIsNotForAnyMoreLosesItThen() {
        publishEverywhere(DELETED);

        world.publish("greeting", DELETED + FIRST_ONLY);

        awaitGone(1);
        await().atMost(SOON).until(() -> world.row("greeting", 1) == null);
        assertThat(world.object(0, MAP)).isNotNull();
    }

    @Test
    void countsSitesByVerdictForAsLongAsThePolicyIsThere() {
        publishEverywhere(KEPT);

        await().atMost(SOON).until(() -> world.sitesWith("greeting", "compliant") == 2);
        world.policies.delete("fleet-default", "greeting");

        await().atMost(SOON)
                .until(() -> world.meters.find("granary.policy.sites").gauges().isEmpty());
    }
}
