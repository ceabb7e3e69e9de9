// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;

/**
 * Applies Settings as {@code pkg/controller/master/setting} does: writes the condition {@code configured} and the hash
 * that stops it from applying the same again, and hides the keys of a backup target.
 */
record Settings(SiteWorld world) {
    private static final String HASH = "harvesterhci.io/hash";

    void reconcile(ObjectKey key) {
        var found = Trees.find(world.store(), Kinds.SETTING, key);
        if (found.isEmpty()) {
            return;
        }
        var setting = found.get();
        var value = setting.path("value").asText("");
        if (hash(setting).equals(setting.at("/metadata/annotations").path(HASH).asText(""))) {
            return;
        }
        var known = setting.at("/metadata/annotations").has(HASH);
        if (!known && value.isEmpty()) {
            return;
        }
        world.change(Kinds.SETTING, key, object -> {
            if (key.name().equals("backup-target")) {
                Trees.parsed(value)
                        .filter(ObjectNode.class::isInstance)
                        .map(ObjectNode.class::cast)
                        .ifPresent(target -> object.put(
                                "value", SettingAdmission.blanked(target).toString()));
            }
            Trees.child(Trees.child(object, "metadata"), "annotations").put(HASH, hash(object));
            Conditions.of(object, world.now()).set("configured", value.isEmpty() ? "False" : "True", "", "");
        });
    }

    private static String hash(ObjectNode setting) {
        return "%016x".formatted(setting.path("value").asText("").hashCode() * 0x9E3779B97F4A7C15L);
    }
}
