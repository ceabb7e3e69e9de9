// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.crd.v1alpha1.RolloutTarget.Preload;
import io.granary.crd.v1alpha1.RolloutTarget.UpgradeTarget;
import io.granary.kube.Wire;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a rollout says of the setting upgrade-config, over what a site has. */
class UpgradeConfigsTest {
    private static final String SITE = """
            {"imagePreloadOption":{"strategy":{"type":"sequential","concurrency":2}},\
            "nodeUpgradeOption":{"strategy":{"mode":"auto","pauseNodes":["n1"]}},\
            "restoreVM":true,"logReadyTimeout":"5"}""";

    @Test
    void whatIsNotSaidStaysToTheLetter() {
        assertThat(UpgradeConfigs.wanted(SITE, target(null, null, null))).isEqualTo(SITE);
    }

    @Test
    void machinesAreStartedAgainUnlessTheRolloutSaysOtherwise() throws Exception {
        assertThat(wanted("", target(null, null, null)).path("restoreVM").asBoolean())
                .isTrue();
        assertThat(wanted(SITE, target(null, null, false)).path("restoreVM").asBoolean(true))
                .isFalse();
    }

    @Test
    void allNodesWaitForAWordOrNone() throws Exception {
        var paused = wanted(SITE, target(null, true, null)).at("/nodeUpgradeOption/strategy");
        assertThat(paused.toString()).isEqualTo("{\"mode\":\"manual\"}");

        var free = wanted(SITE, target(null, false, null)).at("/nodeUpgradeOption/strategy");
        assertThat(free.toString()).isEqualTo("{\"mode\":\"auto\"}");
    }

    @Test
    void theWayOfPreloadingChangesAndItsConcurrencyStays() throws Exception {
        var strategy = wanted(SITE, target(Preload.Parallel, null, null)).at("/imagePreloadOption/strategy");
        assertThat(strategy.toString()).isEqualTo("{\"type\":\"parallel\",\"concurrency\":2}");
    }

    @Test
    void aValueThatIsNoJsonIsReplaced() throws Exception {
        assertThat(wanted("{broken", target(Preload.Skip, null, null))
                        .at("/imagePreloadOption/strategy/type")
                        .asText())
                .isEqualTo("skip");
    }

    private static JsonNode wanted(String now, UpgradeTarget target) throws Exception {
        return Wire.mapper().readTree(UpgradeConfigs.wanted(now, target));
    }

    private static UpgradeTarget target(Preload preload, Boolean pauseNodes, Boolean restoreVMs) {
        return new UpgradeTarget("v1.8.2", null, List.of(), preload, pauseNodes, restoreVMs);
    }
}
