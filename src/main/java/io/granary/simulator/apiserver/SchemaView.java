// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;

/**
 * A place in an OpenAPI v3 schema, with references followed. Where the schema says nothing, structure is deduced from
 * the value: maps are merged by key, lists are atomic.
 */
record SchemaView(JsonNode node, ResourceType.SchemaSource.Origin origin, Place place) {
    /** Whether {@code metadata} below is that of an object. */
    enum Place {
        OBJECT_ROOT,
        INSIDE
    }

    /** How a list is merged. */
    enum ListKind {
        ATOMIC,
        SET,
        MAP
    }

    private static final SchemaView DEDUCED =
            new SchemaView(MissingNode.getInstance(), ResourceType.SchemaSource.Origin.BUILT_IN, Place.INSIDE);

    static SchemaView of(ResourceType type) {
        var source = type.schema();
        return source == null
                ? DEDUCED
                : new SchemaView(source.schema(), source.origin(), Place.OBJECT_ROOT).resolved();
    }

    boolean deduced() {
        return node.isMissingNode() || node.isEmpty();
    }

    boolean custom() {
        return origin == ResourceType.SchemaSource.Origin.CUSTOM;
    }

    boolean preservesUnknown() {
        return node.path("x-kubernetes-preserve-unknown-fields").asBoolean(false);
    }

    /** Whether a field of this name is declared by {@code properties}, or implied in an object. */
    boolean declares(String name) {
        return node.path("properties").has(name) || objectRoot() && implied(name);
    }

    /** Whether any name is allowed here. */
    boolean open() {
        var additional = node.path("additionalProperties");
        var free = !custom() && !node.has("properties");
        return deduced() || free || preservesUnknown() || additional.isObject() || additional.asBoolean(false);
    }

    SchemaView field(String name) {
        if (objectRoot() && custom() && implied(name)) {
            return name.equals("metadata")
                    ? new SchemaView(
                            BuiltInTypes.definition(BuiltInTypes.META),
                            ResourceType.SchemaSource.Origin.BUILT_IN,
                            Place.INSIDE)
                    : DEDUCED;
        }
        var declared = node.path("properties").path(name);
        return below(declared.isMissingNode() ? node.path("additionalProperties") : declared);
    }

    SchemaView items() {
        return below(node.path("items"));
    }

    ListKind list() {
        return switch (node.path("x-kubernetes-list-type").asText("")) {
            case "map" -> ListKind.MAP;
            case "set" -> ListKind.SET;
            default -> ListKind.ATOMIC;
        };
    }

    List<String> keys() {
        return BuiltInTypes.texts(node.path("x-kubernetes-list-map-keys"));
    }

    /** The key by which strategic merge patches match items; empty when the list is replaced. */
    String mergeKey() {
        return node.path("x-kubernetes-patch-merge-key").asText("");
    }

    boolean atomicMap() {
        return node.path("x-kubernetes-map-type").asText("").equals("atomic");
    }

    private boolean objectRoot() {
        return place == Place.OBJECT_ROOT
                || node.path("x-kubernetes-embedded-resource").asBoolean(false);
    }

    private static boolean implied(String name) {
        return name.equals("metadata") || name.equals("apiVersion") || name.equals("kind");
    }

    private SchemaView below(JsonNode found) {
        return found.isObject() ? new SchemaView(found, origin, Place.INSIDE).resolved() : DEDUCED;
    }

    private SchemaView resolved() {
        var reference = node.path("$ref").asText("");
        if (reference.isEmpty()) {
            return this;
        }
        var definition = BuiltInTypes.definition(reference.substring(reference.lastIndexOf('/') + 1));
        return new SchemaView(definition, origin, place);
    }
}
