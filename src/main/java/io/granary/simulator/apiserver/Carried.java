// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What an update cannot change is carried over from the stored object. */
final class Carried {
    private static final List<String> FIXED = List.of(
            "name",
            "namespace",
            "uid",
            "creationTimestamp",
            "generateName",
            "selfLink",
            "generation",
            "resourceVersion",
            "deletionTimestamp",
            "deletionGracePeriodSeconds");

    private Carried() {}

    static ObjectNode over(WriteDesk.Order order, ObjectNode old, ObjectNode next) {
        if (order.status() && order.type().subresources().status()) {
            return status(old, next);
        }
        var meta = Json.child(next, "metadata");
        var was = Json.child(old, "metadata");
        for (var field : FIXED) {
            if (was.has(field)) {
                meta.set(field, was.get(field).deepCopy());
            } else {
                meta.remove(field);
            }
        }
        if (order.type().subresources().status()) {
            next.remove("status");
            if (old.has("status")) {
                next.set("status", old.get("status").deepCopy());
            }
        }
        return next;
    }

    private static ObjectNode status(ObjectNode old, ObjectNode next) {
        var result = old.deepCopy();
        result.remove("status");
        if (next.has("status")) {
            result.set("status", next.get("status"));
        }
        var managed = next.path("metadata").path("managedFields");
        if (!managed.isMissingNode()) {
            Json.child(result, "metadata").set("managedFields", managed);
        }
        return result;
    }

    /** The same but for the times of field managers. */
    static boolean unchanged(ObjectNode old, ObjectNode next) {
        return Json.same(timeless(old), timeless(next));
    }

    private static ObjectNode timeless(ObjectNode object) {
        var copy = object.deepCopy();
        copy.path("metadata").path("managedFields").forEach(entry -> ((ObjectNode) entry).remove("time"));
        return copy;
    }
}
