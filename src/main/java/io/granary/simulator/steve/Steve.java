// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import io.granary.simulator.apiserver.ClusterRuntime;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.KubeApiServer;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.StoredObject;
import io.granary.simulator.apiserver.User;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One cluster's Steve. Safe for any event loop; never blocks. */
public final class Steve {
    private static final GroupResource NAMESPACES = GroupResource.of("", "namespaces");

    private final KubeApiServer server;
    private final SteveObjects objects;
    private final Schemas schemas;
    private final Counts counts;
    private final SteveReads reads;
    private final SteveWrites writes;
    private final Subscriptions subscriptions;
    private volatile SteveTypes types;

    public Steve(KubeApiServer server, KubeDoor door, ClusterRuntime runtime) {
        this.server = server;
        this.types = SteveTypes.of(server.catalog());
        this.objects = new SteveObjects(runtime.clock());
        this.schemas = new Schemas(objects);
        this.counts = new Counts(this);
        this.reads = new SteveReads(this, objects);
        this.writes = new SteveWrites(this, objects, door);
        this.subscriptions = new Subscriptions(this, runtime.vertx());
        server.store().onChange(subscriptions::changed);
    }

    /** Answers a request. */
    public void handle(SteveCall call) {
        var parts = call.parts();
        var reading = call.request().method().name().equals("GET");
        switch (parts[0]) {
            case "schemas" -> schemas(call, parts);
            case "counts" -> counts.answer(call);
            case "subscribe" -> subscriptions.open(call);
            default ->
                types().named(parts[0])
                        .ifPresentOrElse(
                                type -> {
                                    if (reading) {
                                        reads.answer(call, type);
                                    } else {
                                        writes.answer(call, type);
                                    }
                                },
                                () -> SteveAnswer.error(
                                        call.request(),
                                        404,
                                        "NotFound",
                                        "no schema \"" + parts[0] + "\" is known here"));
        }
    }

    private void schemas(SteveCall call, String[] parts) {
        var all = schemas.all(types().all(), call.root(), access(call.user()));
        if (parts.length == 1) {
            var collection = SteveAnswer.collection("schema", call.root() + "/schemas");
            collection.put("revision", revision()).putArray("data").addAll(all);
            SteveAnswer.json(call.request(), 200, collection);
            return;
        }
        all.stream()
                .filter(schema -> schema.path("id").asText().equals(parts[1]))
                .findFirst()
                .ifPresentOrElse(
                        schema -> SteveAnswer.json(call.request(), 200, schema),
                        () -> SteveAnswer.error(call.request(), 404, "NotFound", "no such schema"));
    }

    SteveTypes types() {
        var served = server.catalog();
        var known = types;
        if (!known.isOf(served)) {
            known = SteveTypes.of(served);
            types = known;
        }
        return known;
    }

    Access access(User user) {
        var namespaces = server.store().list(NAMESPACES).stream()
                .map(each -> each.key().name())
                .collect(Collectors.toSet());
        return new Access(server.authorizer(), user, namespaces);
    }

    /** All objects of a kind, whoever may see them. */
    List<StoredObject> stored(SteveType type) {
        return server.store().list(type.type().groupResource());
    }

    Optional<StoredObject> stored(SteveType type, ObjectKey key) {
        return server.store().find(type.type().groupResource(), key);
    }

    String revision() {
        return Long.toString(server.store().revision());
    }

    SteveObjects objects() {
        return objects;
    }

    Schemas schemas() {
        return schemas;
    }

    Counts counts() {
        return counts;
    }
}
