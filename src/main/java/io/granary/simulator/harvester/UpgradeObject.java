// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An Upgrade while its controller writes to it. */
record UpgradeObject(ObjectNode upgrade, String now) {
    static final String STATE = "harvesterhci.io/upgradeState";
    static final String LATEST = "harvesterhci.io/latestUpgrade";
    static final String CLEANUP = "harvesterhci.io/upgradeCleanup";
    static final String PAUSES = "harvesterhci.io/node-upgrade-pause-map";

    static String label(ObjectNode upgrade, String name) {
        return upgrade.path("metadata").path("labels").path(name).asText("");
    }

    static boolean isOver(ObjectNode upgrade) {
        var state = label(upgrade, STATE);
        return state.equals("Succeeded") || state.equals("Failed");
    }

    UpgradeObject label(String name, String value) {
        var metadata = Trees.child(upgrade, "metadata");
        Trees.child(metadata, "labels").put(name, value);
        return this;
    }

    UpgradeObject state(String state) {
        return label(STATE, state);
    }

    UpgradeObject condition(String type, String value) {
        return condition(type, value, "", "");
    }

    UpgradeObject condition(String type, String value, String reason, String message) {
        Conditions.of(upgrade, now).set(type, value, reason, message);
        return this;
    }

    UpgradeObject node(String name, String state, String reason, String message) {
        var node = Trees.child(Trees.child(Trees.child(upgrade, "status"), "nodeStatuses"), name);
        node.put("state", state);
        put(node, "reason", reason);
        put(node, "message", message);
        return this;
    }

    UpgradeObject node(String name, String state) {
        return node(name, state, "", "");
    }

    private static void put(ObjectNode node, String field, String text) {
        if (text.isEmpty()) {
            node.remove(field);
        } else {
            node.put(field, text);
        }
    }
}
