// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A JSON merge patch (RFC 7386) of an object's labels, annotations and finalizers. A whole object that is written back
 * would lose the fields that this version of Granary does not know.
 */
final class MetadataPatch {
    private static final String[] MAPS = {"labels", "annotations"};
    private static final String FINALIZERS = "finalizers";

    private MetadataPatch() {}

    /** It is refused with 409 where the object has changed since it was read. */
    static ObjectNode between(JsonNode read, JsonNode next) {
        var was = read.path("metadata");
        var is = next.path("metadata");
        var patch = JsonNodeFactory.instance.objectNode();
        var metadata = patch.putObject("metadata");
        metadata.set("resourceVersion", was.path("resourceVersion"));
        for (var map : MAPS) {
            var changes = changes(was.path(map), is.path(map));
            if (!changes.isEmpty()) {
                metadata.set(map, changes);
            }
        }
        if (!was.path(FINALIZERS).equals(is.path(FINALIZERS))) {
            metadata.set(FINALIZERS, is.path(FINALIZERS).isArray() ? is.path(FINALIZERS) : patch.arrayNode());
        }
        return patch;
    }

    private static ObjectNode changes(JsonNode was, JsonNode is) {
        var changes = JsonNodeFactory.instance.objectNode();
        is.properties().stream()
                .filter(entry -> !entry.getValue().equals(was.get(entry.getKey())))
                .forEach(entry -> changes.set(entry.getKey(), entry.getValue()));
        was.properties().stream()
                .filter(entry -> !is.has(entry.getKey()))
                .forEach(entry -> changes.putNull(entry.getKey()));
        return changes;
    }
}
