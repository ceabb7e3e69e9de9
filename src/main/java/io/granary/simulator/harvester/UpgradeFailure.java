// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

/**
 * Where an upgrade shows that it failed. Its Completed condition says no more than False: the words stand in the
 * condition, or at the node, that failed.
 */
record UpgradeFailure(String condition, String reason, String message, String node) {
    static UpgradeFailure of(UpgradeStage stage, String node, String message) {
        return switch (stage) {
            case LOG -> new UpgradeFailure("LogReady", "Timeout", message, "");
            case IMAGE ->
                new UpgradeFailure("ImageReady", "", "retry attempted 3/3 failed due to error: " + message, "");
            case REPO -> new UpgradeFailure("RepoReady", "", message, "");
            case SERVICES, CLEANUP -> new UpgradeFailure("SystemServicesUpgraded", "BackoffLimitExceeded", message, "");
            case PRELOAD, PRE_DRAIN, POST_DRAIN, SINGLE_NODE, REBOOT ->
                new UpgradeFailure("NodesUpgraded", "", "", node).says(message);
        };
    }

    private UpgradeFailure says(String words) {
        return new UpgradeFailure(condition, reason, words, node);
    }

    void write(UpgradeObject upgrade) {
        if (!node.isEmpty()) {
            upgrade.node(node, "Failed", "", message);
        }
        upgrade.condition(condition, "False", reason, node.isEmpty() ? message : "");
        upgrade.condition("Completed", "False", condition.equals("LogReady") ? "Timeout" : "", "");
        upgrade.state("Failed");
    }
}
