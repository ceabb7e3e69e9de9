// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.crd.v1alpha1.PolicyReportSpec.Verdict;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutTarget.PolicyTarget;
import io.granary.rollout.RolloutPayload;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.State;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Objects of a policy that go out by rollouts: made, changed and deleted site by site, as the engine says. */
class PolicyObjectsRolloutTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MAP = "/api/v1/namespaces/retail-prod/configmaps/greeting";
    private static final String EMPTY = """
            mode: Enforce
            enforcement: {release: Rollout}
            """;
    private static final String SPEC = EMPTY + """
            objects:
              - apiVersion: v1
                kind: ConfigMap
                metadata: {name: greeting, namespace: retail-prod}
                data: {text: hello}
            """;

    private final PolicyWorld world = new PolicyWorld(2);
    private final RolloutPayload payload = world.payload();

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void comeOnlyToTheSitesThatTheRolloutReaches() {
        world.publish("greeting", SPEC);
        world.awaitVerdict("greeting", 0, Verdict.Pending);
        assertThat(payload.look(order(0, "granary-1")).desired()).isEqualTo(Desired.NO);
        bring(0, "granary-1");

        world.awaitVerdict("greeting", 0, Verdict.Compliant);
        assertThat(world.object(0, MAP).at("/data/text").asText()).isEqualTo("hello");
        world.awaitVerdict("greeting", 1, Verdict.Pending);
        assertThat(world.object(1, MAP)).isNull();
    }

    @Test
    void goSiteBySiteTooWhenThePolicyNoLongerHasThem() {
        world.publish("greeting", SPEC);
        world.awaitVerdict("greeting", 1, Verdict.Pending);
        bring(0, "granary-1");
        bring(1, "granary-1");
        world.awaitVerdict("greeting", 1, Verdict.Compliant);

        world.publish("greeting", EMPTY);
        world.awaitVerdict("greeting", 0, Verdict.Pending);
        world.awaitVerdict("greeting", 1, Verdict.Pending);
        bring(0, "granary-2");

        assertThat(world.object(0, MAP)).isNull();
        world.awaitVerdict("greeting", 0, Verdict.Compliant);
        world.awaitVerdict("greeting", 1, Verdict.Pending);
        assertThat(world.object(1, MAP)).isNotNull();
    }

    @Test
    void aLateJoinerGetsThemByTheSameRollout() {
        world.outOfReach.add(1);
        world.publish("greeting", SPEC);
        world.awaitVerdict("greeting", 0, Verdict.Pending);
        bring(0, "granary-1");
        world.awaitVerdict("greeting", 0, Verdict.Compliant);
        assertThat(world.awaitVerdict("greeting", 1, Verdict.Unknown).message()).startsWith("Out of reach");

        world.outOfReach.remove(1);
        world.pass(Duration.ofMinutes(2));
        world.awaitVerdict("greeting", 1, Verdict.Pending);
        bring(1, "granary-1");

        world.awaitVerdict("greeting", 1, Verdict.Compliant);
        assertThat(world.object(1, MAP)).isNotNull();
    }

    @Test
    void aRolloutThatIsTakenBackTakesAwayWhatItMadeIfThePolicySaysSo() {
        world.publish("greeting", SPEC + "deletionPolicy: Delete\n");
        world.awaitVerdict("greeting", 0, Verdict.Pending);
        bring(0, "granary-1");
        assertThat(world.object(0, MAP)).isNotNull();

        assertThat(payload.revert(order(0, "granary-1"))).endsWith("and lost 1 object that this try had made");

        assertThat(world.object(0, MAP)).isNull();
        world.pass(Duration.ofMinutes(2));
        world.awaitVerdict("greeting", 0, Verdict.Pending);
        assertThat(world.object(0, MAP)).isNull();
    }

    @Test
    void aRolloutThatIsTakenBackLeavesWhatWasThereBeforeIt() {
        world.publish("greeting", SPEC + "deletionPolicy: Delete\n");
        world.awaitVerdict("greeting", 0, Verdict.Pending);
        bring(0, "granary-1");
        world.publish("greeting", SPEC.replace("hello", "good evening") + "deletionPolicy: Delete\n");
        world.awaitVerdict("greeting", 0, Verdict.Pending);
        bring(0, "granary-2");

        payload.revert(order(0, "granary-2"));

        assertThat(world.object(0, MAP)).isNotNull();
    }

    @Test
    void withoutAWordOfItATakenBackRolloutLeavesItsObjects() {
        world.publish("greeting", SPEC);
        world.awaitVerdict("greeting", 0, Verdict.Pending);
        bring(0, "granary-1");

        payload.revert(order(0, "granary-1"));

        assertThat(world.object(0, MAP)).isNotNull();
    }

    @Test
    void aConflictFailsTheSiteAndNamesTheOther() {
        world.apply(0, MAP + "?fieldManager=fleet-agent", """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"greeting","namespace":"retail-prod"},
                "data":{"text":"ours"}}""");
        world.publish("greeting", SPEC);
        world.awaitVerdict("greeting", 0, Verdict.Pending);
        var order = order(0, "granary-1");
        payload.start(order, Instant.MAX);

        await().atMost(SOON).untilAsserted(() -> {
            var action = payload.observe(order).action();
            assertThat(action).extracting(Sighting.Action::state).isEqualTo(State.FAILED);
            assertThat(action.message()).contains("is applied by field manager \"fleet-agent\"");
        });
        assertThat(world.object(0, MAP).at("/data/text").asText()).isEqualTo("ours");
    }

    private void bring(int site, String name) {
        var order = order(site, name);
        await().atMost(SOON).until(() -> payload.look(order).desired() == Desired.NO);
        payload.start(order, Instant.MAX);
        await().atMost(SOON).untilAsserted(() -> {
            var seen = payload.observe(order);
            assertThat(seen.action()).extracting(Sighting.Action::state).isEqualTo(State.SUCCEEDED);
            assertThat(seen.desired()).isEqualTo(Desired.YES);
        });
    }

    private Order order(int site, String name) {
        var target = new RolloutTarget(null, null, null, null, new PolicyTarget("greeting", null));
        return new Order(world.sites("fleet-default").get(site), target, 1, 1, name);
    }
}
