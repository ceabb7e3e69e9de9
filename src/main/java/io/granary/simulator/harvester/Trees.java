// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import io.granary.simulator.apiserver.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Objects of a store as trees, and Harvester's references ("namespace/name") between them. */
final class Trees {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Trees() {}

    static ObjectNode empty() {
        return JSON.createObjectNode();
    }

    static ObjectNode of(StoredObject stored) {
        try {
            return (ObjectNode) JSON.readTree(stored.json());
        } catch (IOException e) {
            throw new UncheckedIOException("a stored object cannot be read", e);
        }
    }

    static Optional<ObjectNode> find(ObjectStore store, GroupResource resource, ObjectKey key) {
        return store.find(resource, key).map(Trees::of);
    }

    /** Text that a person wrote and that may not be JSON. */
    static Optional<JsonNode> parsed(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The object below, made if it is not there. */
    static ObjectNode child(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode found ? found : parent.putObject(name);
    }

    static ObjectKey key(JsonNode object) {
        return ObjectKey.of(
                object.at("/metadata/namespace").asText(),
                object.at("/metadata/name").asText());
    }

    static String uid(JsonNode object) {
        return object.at("/metadata/uid").asText();
    }

    static boolean deleting(JsonNode object) {
        return object.at("/metadata/deletionTimestamp").isTextual();
    }

    /** What {@code "namespace/name"} points at (Harvester {@code pkg/ref}). */
    static ObjectKey reference(String id) {
        int slash = id.indexOf('/');
        return slash < 0 ? ObjectKey.of("", id) : ObjectKey.of(id.substring(0, slash), id.substring(slash + 1));
    }
}
