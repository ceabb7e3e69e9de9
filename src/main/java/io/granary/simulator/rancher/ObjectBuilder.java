// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import io.vertx.core.json.JsonObject;

/** Puts an object of the local cluster together, its fields in the order the API server writes them. */
final class ObjectBuilder {
    private final JsonObject metadata = new JsonObject();
    private final JsonObject object = new JsonObject();

    ObjectBuilder(String groupVersion, String kind, String namespace, String name, String uid) {
        object.put("apiVersion", groupVersion).put("kind", kind).put("metadata", metadata);
        metadata.put("creationTimestamp", "2026-02-01T06:00:00Z")
                .put("generation", 1)
                .put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        metadata.put("uid", uid);
    }

    ObjectBuilder labels(JsonObject labels) {
        metadata.put("labels", labels);
        return this;
    }

    ObjectBuilder annotations(JsonObject annotations) {
        metadata.put("annotations", annotations);
        return this;
    }

    ObjectBuilder with(String field, Object value) {
        object.put(field, value);
        return this;
    }

    LocalObject build() {
        return new LocalObject(object);
    }
}
