// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.PrintedColumns;
import io.granary.simulator.apiserver.StoredObject;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Objects of the cluster in the form in which Steve shows them, and back. */
final class SteveObjects {
    private final Clock clock;
    private final Map<SteveType, PrintedColumns> columns = new ConcurrentHashMap<>();

    SteveObjects(Clock clock) {
        this.clock = clock;
    }

    PrintedColumns columns(SteveType type) {
        return columns.computeIfAbsent(type, key -> PrintedColumns.of(key.type(), clock));
    }

    /** @param root where Steve is reached, as {@code https://host/v1} */
    ObjectNode shown(SteveType type, StoredObject stored, String root, Access access) {
        return shown(type, Json.stored(stored.json()), root, access);
    }

    ObjectNode shown(SteveType type, ObjectNode object, String root, Access access) {
        var metadata = object.withObject("/metadata");
        var key = ObjectKey.of(
                metadata.path("namespace").asText(""), metadata.path("name").asText(""));
        var self = root + "/" + type.plural() + "/" + key;
        object.put("apiVersion", type.type().apiVersion())
                .put("kind", type.type().kind());
        var shown = Json.object().put("id", key.toString()).put("type", type.id());
        var links = shown.putObject("links").put("self", self);
        if (access.may("update", type, key)) {
            links.put("update", self);
        }
        if (access.may("patch", type, key)) {
            links.put("patch", self);
        }
        if (access.may("delete", type, key)) {
            links.put("remove", self);
        }
        links.put("view", root.substring(0, root.length() - 3) + type.kubePath(key.namespace(), key.name()));
        shown.setAll(object);
        metadata.set("fields", columns(type).cells(object));
        metadata.set("state", ObjectState.of(object).json());
        relationships(metadata);
        return shown;
    }

    /** Only what the object itself says: who owns it. */
    private static void relationships(ObjectNode metadata) {
        var list = metadata.putArray("relationships");
        metadata.path("ownerReferences").forEach(owner -> {
            var version = owner.path("apiVersion").asText();
            var slash = version.indexOf('/');
            var kind = owner.path("kind").asText().toLowerCase(Locale.ROOT);
            var type = slash < 0 ? kind : version.substring(0, slash) + "." + kind;
            list.addObject()
                    .put("fromType", type)
                    .put("fromId", owner.path("name").asText())
                    .put("rel", "owner");
        });
    }

    /** What somebody sent as an object of the cluster: without all that Steve has added. */
    static ObjectNode plain(SteveType type, ObjectNode sent) {
        var object = sent.deepCopy();
        object.remove(List.of("id", "type", "links", "actions", "actionLinks"));
        object.put("apiVersion", type.type().apiVersion())
                .put("kind", type.type().kind());
        if (object.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("fields", "state", "relationships"));
        }
        return object;
    }
}
