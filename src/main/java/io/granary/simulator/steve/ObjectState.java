// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/**
 * The one word that Rancher shows for an object's state, found from its conditions and its phase as rancher/wrangler
 * {@code pkg/summary} does; the first condition that is not as it should be decides.
 */
record ObjectState(String name, boolean transitioning, boolean error, String message) {
    /** Conditions that say something is under way when their status is Unknown, or False where it is so written. */
    private static final Map<String, String> UNKNOWN = Map.ofEntries(
            Map.entry("Active", "activating"),
            Map.entry("AgentDeployed", "deploying"),
            Map.entry("Available", "activating"),
            Map.entry("Connected", "connecting"),
            Map.entry("Initialized", "initializing"),
            Map.entry("Progressing", "updating"),
            Map.entry("Provisioned", "provisioning"),
            Map.entry("Ready", "updating"),
            Map.entry("Reconciled", "reconciling"),
            Map.entry("Waiting", "waiting"));

    private static final Map<String, String> WHEN_FALSE = Map.of(
            "Available", "updating",
            "Completed", "activating",
            "Connected", "unavailable",
            "Initialized", "initializing",
            "Ready", "unavailable");

    private static final Map<String, String> WHEN_TRUE =
            Map.of("Failed", "failed", "Stalled", "stalled", "DiskPressure", "disk-pressure");

    static ObjectState of(ObjectNode object) {
        if (object.at("/metadata").has("deletionTimestamp")) {
            return new ObjectState("removing", true, false, "");
        }
        for (var condition : object.at("/status/conditions")) {
            var found = of(condition);
            if (!found.name.isEmpty()) {
                return found;
            }
        }
        var phase = object.at("/status/phase").asText("").toLowerCase(Locale.ROOT);
        return new ObjectState(phase.isEmpty() ? "active" : phase, false, phase.equals("failed"), "");
    }

    private static ObjectState of(JsonNode condition) {
        var type = condition.path("type").asText("");
        var message = condition.path("message").asText("");
        var failed = condition.path("reason").asText("").equals("Error");
        return switch (condition.path("status").asText("")) {
            case "Unknown" -> new ObjectState(UNKNOWN.getOrDefault(type, ""), true, false, message);
            case "False" -> new ObjectState(WHEN_FALSE.getOrDefault(type, ""), !failed, failed, message);
            default -> new ObjectState(WHEN_TRUE.getOrDefault(type, ""), false, true, message);
        };
    }

    ObjectNode json() {
        return Json.object()
                .put("name", name)
                .put("transitioning", transitioning)
                .put("error", error)
                .put("message", message);
    }
}
