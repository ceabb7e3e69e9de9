// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;

/** Answers for one object and for lists: all of a kind, or those of a namespace. */
final class SteveReads {
    private final Steve steve;
    private final SteveObjects objects;

    SteveReads(Steve steve, SteveObjects objects) {
        this.steve = steve;
        this.objects = objects;
    }

    void answer(SteveCall call, SteveType type) {
        var parts = call.parts();
        if (parts.length == 1) {
            list(call, type, "");
        } else if (parts.length == 2 && type.namespaced()) {
            list(call, type, parts[1]);
        } else {
            one(call, type, parts.length == 2 ? ObjectKey.cluster(parts[1]) : ObjectKey.of(parts[1], parts[2]));
        }
    }

    private void one(SteveCall call, SteveType type, ObjectKey key) {
        var access = steve.access(call.user());
        var found = steve.stored(type, key).filter(object -> access.reads(type, key));
        if (found.isEmpty()) {
            var message = type.type().groupResource() + " \"" + key.name() + "\" not found";
            SteveAnswer.error(call.request(), 404, "NotFound", message);
            return;
        }
        SteveAnswer.json(call.request(), 200, objects.shown(type, found.get(), call.root(), access));
    }

    private void list(SteveCall call, SteveType type, String namespace) {
        SteveQuery query;
        try {
            query = SteveQuery.of(call.request().params());
        } catch (IllegalArgumentException unclear) {
            SteveAnswer.error(call.request(), 422, "InvalidBodyContent", String.valueOf(unclear.getMessage()));
            return;
        }
        var access = steve.access(call.user());
        if (!access.listsSomething(type)) {
            SteveAnswer.error(call.request(), 403, "Forbidden", "you may not list " + type.plural());
            return;
        }
        var revision = steve.revision();
        var all = steve.stored(type).stream()
                .filter(object ->
                        namespace.isEmpty() || object.key().namespace().equals(namespace))
                .filter(object -> access.lists(type, object.key()))
                .map(object -> objects.shown(type, object, call.root(), access))
                .toList();
        SteveAnswer.json(call.request(), 200, collection(call, type, query.apply(all), revision));
    }

    private static ObjectNode collection(SteveCall call, SteveType type, SteveQuery.Page page, String revision) {
        var collection = SteveAnswer.collection(type.id(), call.root() + "/" + type.plural());
        collection.put("revision", revision).put("count", page.count()).put("pages", page.pages());
        collection.putArray("data").addAll(page.objects());
        return collection;
    }
}
