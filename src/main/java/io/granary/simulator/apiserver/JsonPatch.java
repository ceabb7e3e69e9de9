// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** RFC 6902, and RFC 7386 for merge patches. */
final class JsonPatch {
    private static final int MOST_OPERATIONS = 10_000;

    private JsonPatch() {}

    static ObjectNode apply(ObjectNode target, JsonNode patch) {
        if (!patch.isArray()) {
            throw StatusException.badRequest(
                    "json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp");
        }
        if (patch.size() > MOST_OPERATIONS) {
            throw StatusException.of(
                    413,
                    "RequestEntityTooLarge",
                    "The allowed maximum operations in a JSON patch is 10000, got " + patch.size());
        }
        JsonNode root = target;
        for (var operation : patch) {
            root = one(root, operation);
        }
        if (root instanceof ObjectNode object) {
            return object;
        }
        throw unprocessable("the patch replaces the object by something else");
    }

    /** RFC 7386. */
    static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        var merged = target instanceof ObjectNode object ? object : Json.object();
        changes.properties().forEach(change -> {
            if (change.getValue().isNull()) {
                merged.remove(change.getKey());
            } else {
                merged.set(change.getKey(), merge(merged.path(change.getKey()), change.getValue()));
            }
        });
        return merged;
    }

    private static JsonNode one(JsonNode root, JsonNode operation) {
        var path = path(operation.path("path").asText());
        return switch (operation.path("op").asText()) {
            case "add" -> put(root, path, operation.path("value"), Put.ADD);
            case "replace" -> put(root, path, operation.path("value"), Put.REPLACE);
            case "remove" -> remove(root, path);
            case "move" -> {
                var from = path(operation.path("from").asText());
                var value = at(root, from);
                yield put(remove(root, from), path, value, Put.ADD);
            }
            case "copy" ->
                put(root, path, at(root, path(operation.path("from").asText())).deepCopy(), Put.ADD);
            case "test" -> {
                if (!Json.same(find(root, path), operation.path("value"))) {
                    throw unprocessable(
                            "testing value " + operation.path("path").asText() + " failed");
                }
                yield root;
            }
            default ->
                throw StatusException.badRequest(
                        "Unexpected kind: " + operation.path("op").asText());
        };
    }

    private enum Put {
        ADD,
        REPLACE
    }

    private static JsonNode put(JsonNode root, List<String> path, JsonNode value, Put how) {
        if (path.isEmpty()) {
            return value;
        }
        var parent = at(root, path.subList(0, path.size() - 1));
        var last = path.getLast();
        if (how == Put.REPLACE) {
            at(root, path);
        }
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array) {
            if (last.equals("-")) {
                array.add(value);
            } else if (how == Put.REPLACE) {
                array.set(index(last, array.size() - 1), value);
            } else {
                array.insert(index(last, array.size()), value);
            }
        } else {
            throw unprocessable("add operation does not apply: doc is missing path: /" + String.join("/", path));
        }
        return root;
    }

    private static JsonNode remove(JsonNode root, List<String> path) {
        at(root, path);
        var parent = at(root, path.subList(0, path.size() - 1));
        if (parent instanceof ObjectNode object) {
            object.remove(path.getLast());
        } else if (parent instanceof ArrayNode array) {
            array.remove(index(path.getLast(), array.size() - 1));
        }
        return root;
    }

    private static JsonNode at(JsonNode root, List<String> path) {
        var found = find(root, path);
        if (found.isMissingNode()) {
            throw unprocessable("the server rejected our request due to an error in our request: missing path /"
                    + String.join("/", path));
        }
        return found;
    }

    private static JsonNode find(JsonNode root, List<String> path) {
        var node = root;
        for (var step : path) {
            node = node.isArray() ? node.path(index(step, node.size())) : node.path(step);
        }
        return node;
    }

    private static int index(String step, int most) {
        try {
            var index = Integer.parseInt(step);
            if (index >= 0 && index <= most) {
                return index;
            }
        } catch (NumberFormatException notAnIndex) {
            throw unprocessable("error in remove for path: '" + step + "': invalid array index");
        }
        throw unprocessable("invalid index referenced: " + step);
    }

    private static List<String> path(String pointer) {
        var steps = new ArrayList<String>();
        if (pointer.isEmpty()) {
            return steps;
        }
        for (var step : pointer.substring(1).split("/", -1)) {
            steps.add(step.replace("~1", "/").replace("~0", "~"));
        }
        return steps;
    }

    private static StatusException unprocessable(String message) {
        return StatusException.of(
                422, "Invalid", "the server rejected our request due to an error in our request: " + message);
    }
}
