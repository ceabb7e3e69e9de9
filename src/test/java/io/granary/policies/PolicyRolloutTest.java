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

/** A policy that goes out by rollouts: site by site, as the engine says, and kept where it went. */
class PolicyRolloutTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String OURS = "{\"ntpServers\":[\"10.20.0.2\"]}";
    private static final String SPEC = """
            mode: Enforce
            settings: {ntp-servers: {ntpServers: [10.20.0.2]}}
            enforcement: {release: Rollout}
            """;

    private final PolicyWorld world = new PolicyWorld(2);
    private final RolloutPayload payload = world.payload();

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void comesOnlyToTheSitesThatTheRolloutReachesAndIsKeptThere() {
        world.publish("ntp", SPEC);
        world.awaitVerdict("ntp", 0, Verdict.Pending);
        bring(order("ntp", 0, "granary-1"));

        world.awaitVerdict("ntp", 0, Verdict.Compliant);
        assertThat(world.value(0, "ntp-servers")).isEqualTo(OURS);
        assertThat(world.awaitVerdict("ntp", 1, Verdict.Pending).message())
                .isEqualTo("Waits for a Rollout of the policy.");
        assertThat(world.value(1, "ntp-servers")).contains("0.suse.pool.ntp.org");

        world.change(0, "ntp-servers", "{\"ntpServers\":[\"192.0.2.1\"]}");
        await().atMost(SOON).until(() -> world.value(0, "ntp-servers").equals(OURS));
    }

    @Test
    void anEditWaitsForTheNextRevision() {
        world.publish("ntp", SPEC);
        var before = world.stamped("ntp").policy().contentHash();
        world.awaitVerdict("ntp", 0, Verdict.Pending);
        bring(order("ntp", 0, "granary-1"));
        world.awaitVerdict("ntp", 0, Verdict.Compliant);

        world.publish("ntp", SPEC.replace("10.20.0.2", "10.20.0.3"));
        world.awaitVerdict("ntp", 0, Verdict.Pending);
        assertThat(world.stamped("ntp").policy().contentHash()).isNotEqualTo(before);
        assertThat(world.value(0, "ntp-servers")).isEqualTo(OURS);
    }

    @Test
    void takenBackTheSiteHasItsOldValueAndKeepsIt() {
        world.publish("ntp", SPEC);
        world.awaitVerdict("ntp", 0, Verdict.Pending);
        var old = world.value(0, "ntp-servers");
        bring(order("ntp", 0, "granary-1"));
        world.awaitVerdict("ntp", 0, Verdict.Compliant);

        payload.revert(order("ntp", 0, "granary-1"));
        assertThat(world.value(0, "ntp-servers")).isEqualTo(old);
        world.awaitVerdict("ntp", 0, Verdict.Pending);
    }

    @Test
    void aConflictFailsTheSiteAndNamesTheOther() {
        world.apply(0, "ntp-servers", "{\"ntpServers\":[\"192.0.2.7\"]}", "argocd-controller");
        world.publish("ntp", SPEC);
        world.awaitVerdict("ntp", 0, Verdict.Pending);
        var order = order("ntp", 0, "granary-1");
        payload.start(order, Instant.MAX);

        await().atMost(SOON).untilAsserted(() -> {
            var action = payload.observe(order).action();
            assertThat(action).extracting(Sighting.Action::state).isEqualTo(State.FAILED);
            assertThat(action.message()).contains("field manager \"argocd-controller\"");
        });
    }

    @Test
    void aPolicyThatOnlyReportsOrReleasesByItselfIsHeldWithASentence() {
        world.publish("tells", "settings: {log-level: debug}");
        world.publish("direct", "mode: Enforce\nsettings: {log-level: info}");
        world.awaitVerdict("tells", 0, Verdict.Drifted);
        world.awaitVerdict("direct", 0, Verdict.Compliant);

        assertThat(payload.look(order("tells", 0, "granary-1")).precheck().sentence())
                .isEqualTo("Policy tells only reports: set its spec.mode to Enforce.");
        assertThat(payload.look(order("direct", 0, "granary-1")).precheck().sentence())
                .endsWith("set its spec.enforcement.release to Rollout.");
    }

    private void bring(Order order) {
        payload.start(order, Instant.MAX);
        await().atMost(SOON).untilAsserted(() -> {
            var seen = payload.observe(order);
            assertThat(seen.action()).extracting(Sighting.Action::state).isEqualTo(State.SUCCEEDED);
            assertThat(seen.desired()).isEqualTo(Desired.YES);
        });
    }

    private Order order(String policy, int site, String name) {
        var target = new RolloutTarget(null, null, null, null, new PolicyTarget(policy, null));
        return new Order(world.sites("fleet-default").get(site), target, 1, 1, name);
    }
}
