// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Strategic merge patch for built-in kinds: a merge patch in which lists with a merge key are merged by it, with the
 * directives {@code $patch: delete|replace}, {@code $deleteFromPrimitiveList} and {@code $setElementOrder} (ignored).
 */
final class StrategicMerge {
    private static final String DELETE_ITEMS = "$deleteFromPrimitiveList/";

    private StrategicMerge() {}

    static JsonNode merge(SchemaView schema, JsonNode live, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        if (changes.path("$patch").asText("").equals("replace")) {
            return changes.without("$patch");
        }
        var merged = live instanceof ObjectNode object ? object : Json.object();
        changes.properties().forEach(change -> field(schema, merged, change.getKey(), change.getValue()));
        return merged;
    }

    private static void field(SchemaView schema, ObjectNode merged, String name, JsonNode value) {
        if (name.startsWith(DELETE_ITEMS)) {
            var list = merged.withArray("/" + name.substring(DELETE_ITEMS.length()));
            value.forEach(gone -> list.removeIf(item -> Json.same(item, gone)));
        } else if (name.startsWith("$")) {
            return;
        } else if (value.isNull()) {
            merged.remove(name);
        } else if (value.isArray()) {
            merged.set(name, list(schema.field(name), merged.path(name), value));
        } else {
            merged.set(name, merge(schema.field(name), merged.path(name), value));
        }
    }

    private static JsonNode list(SchemaView schema, JsonNode live, JsonNode patch) {
        var key = schema.mergeKey();
        var merges =
                schema.node().path("x-kubernetes-patch-strategy").asText("").contains("merge");
        if (!merges) {
            return patch;
        }
        var items = new ArrayList<JsonNode>();
        live.forEach(items::add);
        for (var item : patch) {
            if (item.path("$patch").asText("").equals("replace")) {
                items.clear();
            } else if (key.isEmpty()) {
                items.removeIf(each -> Json.same(each, item));
                items.add(item);
            } else {
                mergeItem(schema, items, item, key);
            }
        }
        return Json.array().addAll(items);
    }

    private static void mergeItem(SchemaView schema, List<JsonNode> items, JsonNode item, String key) {
        for (var i = 0; i < items.size(); i++) {
            if (Json.same(items.get(i).path(key), item.path(key))) {
                if (item.path("$patch").asText("").equals("delete")) {
                    items.remove(i);
                } else {
                    items.set(i, merge(schema.items(), items.get(i), item));
                }
                return;
            }
        }
        if (!item.path("$patch").asText("").equals("delete")) {
            items.add(item);
        }
    }
}
