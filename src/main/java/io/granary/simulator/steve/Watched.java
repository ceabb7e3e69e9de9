// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import java.util.function.Predicate;

/**
 * What a page asked to be told of. In the mode {@code resource.changes} it is told only that something changed, and
 * fetches its page again.
 */
record Watched(String type, String namespace, String id, String selector, String mode) {
    static Watched of(JsonNode message) {
        return new Watched(
                message.path("resourceType").asText(""),
                message.path("namespace").asText(""),
                message.path("id").asText(""),
                message.path("selector").asText(""),
                message.path("mode").asText(""));
    }

    boolean onlyTells() {
        return mode.equals("resource.changes");
    }

    boolean isAbout(ObjectKey key) {
        return (namespace.isEmpty() || namespace.equals(key.namespace()))
                && (id.isEmpty() || id.equals(key.toString()));
    }

    Predicate<JsonNode> labels() {
        return SteveQuery.labels(selector);
    }

    /** A message about this. */
    ObjectNode message(String name) {
        var message = Json.object().put("name", name).put("resourceType", type);
        putUnlessEmpty(message, "namespace", namespace);
        putUnlessEmpty(message, "id", id);
        putUnlessEmpty(message, "selector", selector);
        putUnlessEmpty(message, "mode", mode);
        return message;
    }

    private static void putUnlessEmpty(ObjectNode message, String field, String value) {
        if (!value.isEmpty()) {
            message.put(field, value);
        }
    }
}
