// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads a few named fields of an object of a small kind, by their paths; all else is passed over. One per object. */
final class FieldsProjection {
    private static final int MOST_NODES = 1_000;

    private final Paths paths;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> annotations = new HashMap<>(2);
    private final Map<String, String> nodes = new LinkedHashMap<>();
    private final MetadataProjection metadata = new MetadataProjection();
    private ConditionsProjection conditions = new ConditionsProjection();

    /** Which fields are wanted, and which objects lie on the way to them. */
    record Paths(String kind, Set<String> wanted, Set<String> onTheWay) {
        static Paths of(String kind, String... wanted) {
            var way = new HashSet<String>();
            for (var path : wanted) {
                for (var dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
                    way.add(path.substring(0, dot));
                }
            }
            way.add("status");
            return new Paths(kind, Set.of(wanted), Set.copyOf(way));
        }
    }

    private FieldsProjection(Paths paths) {
        this.paths = paths;
    }

    static FieldsProjection read(Paths paths, JsonCursor json) throws IOException {
        var fields = new FieldsProjection(paths);
        fields.object("", json);
        if (fields.metadata.name.isEmpty()) {
            throw new RejectedData("an object has no name");
        }
        return fields;
    }

    MetadataProjection metadata() {
        return metadata;
    }

    ConditionsProjection conditions() {
        return conditions;
    }

    /** {@code status.nodeStatuses}: node name to its state. */
    Map<String, String> nodes() {
        return Map.copyOf(nodes);
    }

    String text(String path) {
        return values.getOrDefault(path, "");
    }

    long units(String path) {
        return ScalarProjection.units(text(path));
    }

    boolean isTrue(String path) {
        return text(path).equals("true");
    }

    String annotation(String key) {
        return annotations.getOrDefault(key, "");
    }

    private void object(String prefix, JsonCursor json) throws IOException {
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            var path = prefix.isEmpty() ? field : prefix + "." + field;
            switch (path) {
                case "kind" -> PageProjection.requireKind(paths.kind(), JsonProjection.text(json, 64));
                case "metadata" -> metadata.read(json, this::annotation);
                case "status.conditions" -> conditions = ConditionsProjection.read(json);
                case "status.nodeStatuses" -> nodeStatuses(json);
                default -> value(path, json);
            }
        }
    }

    private void annotation(String key, JsonCursor json) throws IOException {
        if (paths.wanted().contains("@" + key)) {
            annotations.put(key, JsonProjection.text(json, JsonProjection.TEXT));
        }
    }

    private void value(String path, JsonCursor json) throws IOException {
        if (paths.wanted().contains(path)) {
            values.put(path, JsonProjection.text(json, 256));
        } else if (paths.onTheWay().contains(path)) {
            if (JsonProjection.enters(json)) {
                object(path, json);
            }
        } else {
            json.skipChildren();
        }
    }

    private void nodeStatuses(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String node;
        while ((node = JsonProjection.field(json)) != null) {
            if (json.currentToken() == JsonToken.START_OBJECT && nodes.size() < MOST_NODES) {
                nodes.put(node, state(json));
            } else {
                json.skipChildren();
            }
        }
    }

    private static String state(JsonCursor json) throws IOException {
        var state = "";
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            if (field.equals("state")) {
                state = JsonProjection.text(json, 64);
            } else {
                json.skipChildren();
            }
        }
        return state;
    }
}
