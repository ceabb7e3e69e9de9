// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One entry of {@code metadata.managedFields}. */
record FieldOwner(Writer writer, String time, FieldSet fields) {
    /** Who wrote, and how: entries of the same writer are one. */
    record Writer(String manager, String operation, String apiVersion, String subresource) {
        boolean applies() {
            return operation.equals("Apply");
        }
    }

    static FieldOwner parse(JsonNode node) {
        var writer = new Writer(
                node.path("manager").asText(""),
                node.path("operation").asText(""),
                node.path("apiVersion").asText(""),
                node.path("subresource").asText(""));
        return new FieldOwner(writer, node.path("time").asText(""), FieldSet.parse(node.path("fieldsV1")));
    }

    FieldOwner owning(FieldSet changed) {
        return new FieldOwner(writer, time, changed);
    }

    ObjectNode json() {
        var node = Json.object()
                .put("manager", writer.manager())
                .put("operation", writer.operation())
                .put("apiVersion", writer.apiVersion())
                .put("time", time)
                .put("fieldsType", "FieldsV1");
        node.set("fieldsV1", fields.json());
        return writer.subresource().isEmpty() ? node : node.put("subresource", writer.subresource());
    }

    /** As conflicts name it (apimachinery {@code managedfields/internal/conflict.go}). */
    String named() {
        var name = "\"" + writer.manager() + "\"";
        if (!writer.subresource().isEmpty()) {
            name += " with subresource \"" + writer.subresource() + "\"";
        }
        return writer.applies() ? name : name + " using " + writer.apiVersion();
    }
}
