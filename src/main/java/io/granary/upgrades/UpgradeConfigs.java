// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.RolloutTarget.UpgradeTarget;
import io.granary.kube.Wire;
import java.util.Locale;
import java.util.Objects;

/** The setting upgrade-config (Harvester docs, advanced settings): what a rollout says of it, over what is there. */
final class UpgradeConfigs {
    private UpgradeConfigs() {}

    /**
     * @param now the value at the site
     * @return the same text where nothing is to change
     */
    static String wanted(String now, UpgradeTarget target) {
        var before = tree(now);
        var after = before.deepCopy();
        after.put("restoreVM", !Boolean.FALSE.equals(target.restoreVMs()));
        if (target.preload() != null) {
            var strategy = after.withObjectProperty("imagePreloadOption").withObjectProperty("strategy");
            strategy.put("type", target.preload().name().toLowerCase(Locale.ROOT));
        }
        if (target.pauseNodes() != null) {
            var strategy = after.withObjectProperty("nodeUpgradeOption").withObjectProperty("strategy");
            strategy.put("mode", target.pauseNodes() ? "manual" : "auto");
            strategy.remove("pauseNodes");
        }
        return Objects.equals(before, after) ? now : after.toString();
    }

    private static ObjectNode tree(String text) {
        try {
            return Wire.mapper().readTree(text) instanceof ObjectNode object
                    ? object
                    : JsonNodeFactory.instance.objectNode();
        } catch (JsonProcessingException broken) {
            return JsonNodeFactory.instance.objectNode();
        }
    }
}
