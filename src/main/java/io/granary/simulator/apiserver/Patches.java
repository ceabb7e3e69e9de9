// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/** Turns a patch of any kind into a change. */
final class Patches {
    private Patches() {}

    static WriteDesk.Written apply(WriteDesk writes, WriteDesk.Order order, String mediaType, JsonNode patch) {
        return switch (mediaType) {
            case "application/apply-patch+yaml" -> writes.apply(order, patch);
            case "application/json-patch+json" -> patched(writes, order, live -> JsonPatch.apply(live, patch));
            case "application/merge-patch+json" -> patched(writes, order, live -> merged(live, patch));
            case "application/strategic-merge-patch+json" -> {
                if (SchemaView.of(order.type()).custom()) {
                    throw unsupported("application/json-patch+json, application/merge-patch+json,"
                            + " application/apply-patch+yaml");
                }
                var schema = SchemaView.of(order.type());
                yield patched(writes, order, live -> (ObjectNode) StrategicMerge.merge(schema, live, object(patch)));
            }
            default ->
                throw unsupported("application/json-patch+json, application/merge-patch+json,"
                        + " application/strategic-merge-patch+json, application/apply-patch+yaml");
        };
    }

    private static WriteDesk.Written patched(
            WriteDesk writes, WriteDesk.Order order, UnaryOperator<ObjectNode> change) {
        return writes.update(order, WriteDesk.Manner.PATCH, live -> {
            live.put("apiVersion", order.type().apiVersion());
            return writes.taken(order, change.apply(live));
        });
    }

    private static ObjectNode merged(ObjectNode live, JsonNode patch) {
        return (ObjectNode) JsonPatch.merge(live, object(patch));
    }

    private static JsonNode object(JsonNode patch) {
        if (!patch.isObject()) {
            throw StatusException.badRequest("couldn't get version/kind; json parse error: the patch is not an object");
        }
        return patch;
    }

    private static StatusException unsupported(String accepted) {
        return StatusException.of(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: " + accepted);
    }
}
