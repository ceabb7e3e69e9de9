// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads and writes {@code autoscaling/v1 Scale} of kinds that declare it. */
final class ScaleDesk {
    private final ResourceStore store;
    private final WriteDesk writes;

    ScaleDesk(ResourceStore store, WriteDesk writes) {
        this.store = store;
        this.writes = writes;
    }

    ObjectNode get(ResourceType type, ObjectKey key) {
        var found = store.find(type.groupResource(), key)
                .orElseThrow(() -> StatusException.notFound(type.groupResource(), key.name()));
        return scale(type, Json.parse(found.json()));
    }

    ObjectNode put(WriteDesk.Order order, JsonNode scale) {
        var paths = paths(order.type());
        var written = writes.update(order, WriteDesk.Manner.PATCH, object -> {
            var parts = paths.specReplicas().substring(1).split("\\.");
            var parent = object;
            for (var i = 0; i < parts.length - 1; i++) {
                parent = Json.child(parent, parts[i]);
            }
            parent.set(
                    parts[parts.length - 1],
                    Json.NODES.numberNode(scale.at("/spec/replicas").asInt()));
            var version = scale.at("/metadata/resourceVersion").asText("");
            if (!version.isEmpty()) {
                Json.child(object, "metadata").put("resourceVersion", version);
            }
            return object;
        });
        return scale(order.type(), written.object());
    }

    private static ResourceType.ScalePaths paths(ResourceType type) {
        var paths = type.subresources().scale();
        if (paths == null) {
            throw StatusException.of(404, "NotFound", "the server could not find the requested resource");
        }
        return paths;
    }

    private static ObjectNode scale(ResourceType type, ObjectNode object) {
        var paths = paths(type);
        var scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        var meta = scale.putObject("metadata");
        for (var field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            if (object.path("metadata").has(field)) {
                meta.set(field, object.path("metadata").get(field));
            }
        }
        scale.putObject("spec").put("replicas", at(object, paths.specReplicas()).asInt(0));
        var status = scale.putObject("status")
                .put("replicas", at(object, paths.statusReplicas()).asInt(0));
        if (paths.labelSelector() != null) {
            var selector = at(object, paths.labelSelector());
            if (selector.isTextual()) {
                status.put("selector", selector.asText());
            }
        }
        return scale;
    }

    private static JsonNode at(ObjectNode object, String path) {
        var found = JsonPath.parse(path).find(object);
        return found.isEmpty() ? Json.NODES.missingNode() : found.getFirst();
    }
}
