// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares, merges and cuts values along their schema (structured-merge-diff {@code typed}). */
final class TypedMerge {
    private TypedMerge() {}

    /** The fields a value consists of. */
    static FieldSet fields(SchemaView schema, JsonNode value) {
        return changed(schema, MissingNode.getInstance(), value);
    }

    /**
     * The fields of a value, and the maps and lists that hold them: who updates owns those too, who applies does not.
     */
    static FieldSet holding(SchemaView schema, JsonNode before, JsonNode after) {
        var found = changed(schema, before, after);
        addHolders(schema, before, after, found);
        return found;
    }

    private static void addHolders(SchemaView schema, JsonNode before, JsonNode after, FieldSet found) {
        if (!after.isObject() || schema.atomicMap()) {
            return;
        }
        after.properties().forEach(field -> {
            var below = found.get("f:" + field.getKey());
            if (below != null) {
                var inside = schema.field(field.getKey());
                var was = before.path(field.getKey());
                var isStruct = !inside.custom() && inside.node().has("properties");
                if (was.isMissingNode() && !isStruct) {
                    below.insert();
                }
                addHolders(inside, was, field.getValue(), below);
            }
        });
    }

    /** The fields of {@code after} that {@code before} has not, or has otherwise. */
    static FieldSet changed(SchemaView schema, JsonNode before, JsonNode after) {
        var found = new FieldSet();
        compare(schema, before, after, found);
        return found;
    }

    private static void compare(SchemaView schema, JsonNode before, JsonNode after, FieldSet found) {
        if (after.isObject() && !schema.atomicMap() && !after.isEmpty()) {
            after.properties()
                    .forEach(field -> descend(
                            schema.field(field.getKey()),
                            before.path(field.getKey()),
                            field.getValue(),
                            "f:" + field.getKey(),
                            found));
        } else if (after.isArray() && schema.list() == SchemaView.ListKind.MAP && !after.isEmpty()) {
            var old = byKey(schema, before);
            byKey(schema, after).forEach((step, item) -> {
                var was = old.getOrDefault(step, MissingNode.getInstance());
                if (was.isMissingNode()) {
                    found.child(step).insert();
                }
                descend(schema.items(), was, item, step, found);
            });
        } else if (after.isArray() && schema.list() == SchemaView.ListKind.SET && !after.isEmpty()) {
            var old = byKey(schema, before);
            byKey(schema, after).keySet().stream()
                    .filter(step -> !old.containsKey(step))
                    .forEach(step -> found.child(step).insert());
        } else if (before.isMissingNode() || !Json.same(before, after)) {
            found.insert();
        }
    }

    private static void descend(SchemaView schema, JsonNode before, JsonNode after, String step, FieldSet found) {
        var below = changed(schema, before, after);
        if (!below.isEmpty()) {
            var merged = found.child(step).union(below);
            found.children().put(step, merged);
        }
    }

    /** {@code live} with what {@code applied} says; neither is changed. */
    static JsonNode merge(SchemaView schema, JsonNode live, JsonNode applied) {
        if (applied instanceof ObjectNode object && live instanceof ObjectNode old && !schema.atomicMap()) {
            var merged = old.deepCopy();
            object.properties()
                    .forEach(field -> merged.set(
                            field.getKey(),
                            merge(schema.field(field.getKey()), old.path(field.getKey()), field.getValue())));
            return merged;
        }
        if (applied.isArray() && live.isArray() && schema.list() != SchemaView.ListKind.ATOMIC) {
            var items = byKey(schema, live);
            var merged = new LinkedHashMap<>(items);
            byKey(schema, applied)
                    .forEach((step, item) -> merged.merge(step, item, (was, is) -> merge(schema.items(), was, is)));
            var list = Json.array();
            merged.values().forEach(list::add);
            return list;
        }
        return applied.deepCopy();
    }

    /** Takes {@code fields} away, but not what {@code others} own or what stands above it. */
    static void remove(SchemaView schema, JsonNode value, FieldSet fields, @Nullable FieldSet others) {
        for (var each : fields.children().entrySet()) {
            var step = each.getKey();
            var theirs = others == null ? null : others.get(step);
            var free = theirs == null || theirs.isEmpty();
            if (value instanceof ObjectNode object && step.startsWith("f:")) {
                removeField(schema, object, step.substring(2), each.getValue(), free ? null : theirs);
            } else if (value instanceof ArrayNode array) {
                removeItem(schema, array, step, each.getValue(), free ? null : theirs);
            }
        }
    }

    private static void removeField(
            SchemaView schema, ObjectNode object, String name, FieldSet fields, @Nullable FieldSet others) {
        if (fields.member() && others == null) {
            object.remove(name);
            return;
        }
        var below = object.path(name);
        var had = !below.isEmpty();
        remove(schema.field(name), below, fields, others);
        if (had && below.isEmpty() && others == null) {
            object.remove(name);
        }
    }

    private static void removeItem(
            SchemaView schema, ArrayNode array, String step, FieldSet fields, @Nullable FieldSet others) {
        for (var i = 0; i < array.size(); i++) {
            if (step.equals(step(schema, array.get(i)))) {
                if (fields.member() && others == null) {
                    array.remove(i);
                } else {
                    remove(schema.items(), array.get(i), fields, others);
                }
                return;
            }
        }
    }

    static Map<String, JsonNode> byKey(SchemaView schema, JsonNode list) {
        var found = new LinkedHashMap<String, JsonNode>();
        list.valueStream().forEach(item -> found.put(step(schema, item), item));
        return found;
    }

    private static String step(SchemaView schema, JsonNode item) {
        if (schema.list() == SchemaView.ListKind.SET) {
            return "v:" + Json.text(item);
        }
        var keys = Json.object();
        for (var key : schema.keys().stream().sorted().toList()) {
            var value = item.path(key);
            var fallback = schema.items().field(key).node().path("default");
            if (!value.isMissingNode() || !fallback.isMissingNode()) {
                keys.set(key, value.isMissingNode() ? fallback : value);
            }
        }
        return "k:" + Json.text(keys);
    }
}
