// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * A value with every field that a schema knows, less those that a later schema prunes. Rules and patterns are not
 * looked at: it is for reading.
 */
final class SchemaSample {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SchemaSample() {}

    static JsonNode of(JsonNode schema, JsonNode later) {
        if (schema.has("enum")) {
            return schema.path("enum").get(0);
        }
        return switch (schema.path("type").asText()) {
            case "object" -> object(schema, later);
            case "array" -> JSON.arrayNode().add(of(schema.path("items"), later.path("items")));
            case "boolean" -> JSON.booleanNode(true);
            case "integer" -> JSON.numberNode(Math.max(7, schema.path("minimum").asInt()));
            case "number" -> JSON.numberNode(7.5);
            case "string" -> JSON.textNode(text(schema));
            default -> schema.path("x-kubernetes-int-or-string").asBoolean() ? JSON.textNode("7%") : JSON.objectNode();
        };
    }

    private static JsonNode object(JsonNode schema, JsonNode later) {
        var sample = JSON.objectNode();
        var kept = later.path("properties");
        schema.path("properties").properties().stream()
                .filter(field -> kept.has(field.getKey()))
                .forEach(field -> sample.set(field.getKey(), of(field.getValue(), kept.path(field.getKey()))));
        if (schema.path("additionalProperties").isObject()) {
            sample.set("some", of(schema.path("additionalProperties"), later.path("additionalProperties")));
        }
        if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            sample.put("any", "thing");
        }
        return sample;
    }

    private static String text(JsonNode schema) {
        return schema.path("format").asText().equals("date-time") ? "2026-11-01T02:00:00Z" : "text";
    }
}
