// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Conditions as wrangler writes them: type, status, lastUpdateTime, reason and message, without observedGeneration.
 *
 * @param status the {@code status} of an object
 * @param now as it is written
 */
record Conditions(ObjectNode status, String now) {
    static Conditions of(ObjectNode object, String now) {
        return new Conditions(Trees.child(object, "status"), now);
    }

    /** True, False, Unknown, or empty when there is no such condition. */
    static String status(JsonNode object, String type) {
        for (var condition : object.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "";
    }

    static boolean isTrue(JsonNode object, String type) {
        return status(object, type).equals("True");
    }

    /** Sets a condition; an empty reason or message is left out, as Go leaves it out. */
    void set(String type, String value, String reason, String message) {
        var condition = condition(type);
        if (!condition.path("status").asText().equals(value)) {
            condition.put("lastTransitionTime", now);
        }
        condition.put("status", value).put("lastUpdateTime", now);
        put(condition, "reason", reason);
        put(condition, "message", message);
    }

    private ObjectNode condition(String type) {
        var list = status.get("conditions") instanceof ArrayNode found ? found : status.putArray("conditions");
        for (var each : list) {
            if (each instanceof ObjectNode condition
                    && condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return list.addObject().put("type", type);
    }

    private static void put(ObjectNode condition, String field, String text) {
        if (text.isEmpty()) {
            condition.remove(field);
        } else {
            condition.put(field, text);
        }
    }
}
