// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.TreeMap;

/** How many objects of each kind a user sees, in all and by namespace: the numbers in the side menu. */
final class Counts {
    private final Steve steve;

    Counts(Steve steve) {
        this.steve = steve;
    }

    void answer(SteveCall call) {
        var access = steve.access(call.user());
        var collection = SteveAnswer.collection(Schemas.COUNT, call.root() + "/counts");
        collection.putArray("data").add(of(steve.types().all(), call.root(), access));
        SteveAnswer.json(call.request(), 200, collection);
    }

    /** As one object of type {@code count}, of these kinds. */
    ObjectNode of(Collection<SteveType> types, String root, Access access) {
        var object = Json.object().put("id", Schemas.COUNT).put("type", Schemas.COUNT);
        object.putObject("links").put("self", root + "/counts/count");
        var counts = object.putObject("counts");
        for (var type : types) {
            if (type.type().verbs().contains("list") && access.listsSomething(type)) {
                counts.set(type.id(), of(type, access));
            }
        }
        return object;
    }

    private ObjectNode of(SteveType type, Access access) {
        var byNamespace = new TreeMap<String, Integer>();
        var all = 0;
        for (var object : steve.stored(type)) {
            if (access.lists(type, object.key())) {
                all++;
                byNamespace.merge(object.key().namespace(), 1, Integer::sum);
            }
        }
        var count = Json.object();
        count.putObject("summary").put("count", all);
        if (type.namespaced()) {
            var namespaces = count.putObject("namespaces");
            byNamespace.forEach((name, number) -> namespaces.putObject(name).put("count", number));
        }
        return count.put("revision", steve.revision());
    }
}
