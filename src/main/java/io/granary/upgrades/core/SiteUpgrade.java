// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import java.util.List;
import java.util.Map;

/**
 * An Upgrade object of a site (Harvester {@code harvesterhci.io/v1beta1}).
 *
 * @param version that it brings
 * @param state its label upgradeState, as {@code UpgradingNodes}; empty before the controller saw it
 * @param cleanup its label upgradeCleanup
 * @param conditions by type
 * @param nodes by name, in the order of the names
 */
public record SiteUpgrade(
        String name,
        String version,
        String state,
        String cleanup,
        Map<String, Stand> conditions,
        Map<String, Stand> nodes) {

    /** @param value a condition's status, or a node's state as {@code Pre-draining} */
    public record Stand(String value, String reason, String message) {
        static final Stand NONE = new Stand("", "", "");
    }

    public SiteUpgrade {
        conditions = Map.copyOf(conditions);
        nodes = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(nodes));
    }

    private static final List<String> PARTS =
            List.of("LogReady", "ImageReady", "RepoReady", "NodesPrepared", "SystemServicesUpgraded", "NodesUpgraded");

    public boolean isSucceeded() {
        return state.equals("Succeeded") && condition("Completed").value().equals("True");
    }

    public boolean isFailed() {
        return state.equals("Failed") || condition("Completed").value().equals("False");
    }

    public boolean isOver() {
        return isSucceeded() || isFailed();
    }

    /** A new Upgrade is refused until then. */
    public boolean isCleanedUp() {
        return !cleanup.equals("Pending");
    }

    Stand condition(String type) {
        return conditions.getOrDefault(type, Stand.NONE);
    }

    /** The first part that failed; empty if none says so. */
    String failedPart() {
        return PARTS.stream()
                .filter(part -> condition(part).value().equals("False"))
                .filter(part -> !condition(part).reason().equals("Disabled"))
                .findFirst()
                .orElse("");
    }
}
