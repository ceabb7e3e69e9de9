// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Removes what the schema does not know, and fills in what it has defaults for. */
final class Pruner {
    private Pruner() {}

    /** Removes unknown fields; gives their paths, as {@code spec.items[0].colour}. */
    static List<String> prune(SchemaView schema, ObjectNode object) {
        var unknown = new ArrayList<String>();
        if (!schema.deduced()) {
            prune(schema, object, "", unknown);
        }
        return unknown;
    }

    private static void prune(SchemaView schema, JsonNode value, String path, List<String> unknown) {
        if (value instanceof ObjectNode object) {
            for (var name : List.copyOf(names(object))) {
                var at = path.isEmpty() ? name : path + "." + name;
                if (!schema.declares(name) && !schema.open()) {
                    object.remove(name);
                    unknown.add(at);
                } else {
                    prune(schema.field(name), object.path(name), at, unknown);
                }
            }
        } else if (value.isArray()) {
            for (var i = 0; i < value.size(); i++) {
                prune(schema.items(), value.path(i), path + "[" + i + "]", unknown);
            }
        }
    }

    private static List<String> names(ObjectNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Fills in the defaults of a CRD's schema. */
    static void fillIn(SchemaView schema, JsonNode value) {
        if (value instanceof ObjectNode object) {
            schema.node().path("properties").properties().forEach(property -> {
                var fallback = property.getValue().path("default");
                var present = object.path(property.getKey());
                var nullable = property.getValue().path("nullable").asBoolean(false);
                if (!fallback.isMissingNode() && (present.isMissingNode() || present.isNull() && !nullable)) {
                    object.set(property.getKey(), fallback.deepCopy());
                }
            });
            object.properties().forEach(field -> fillIn(schema.field(field.getKey()), field.getValue()));
        } else if (value.isArray()) {
            value.forEach(item -> fillIn(schema.items(), item));
        }
    }
}
