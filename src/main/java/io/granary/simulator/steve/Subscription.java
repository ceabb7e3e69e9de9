// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectChange;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** One websocket: what its page watches, and what it is told. Lives on the event loop of its socket. */
final class Subscription {
    private static final GroupResource DEFINITIONS =
            GroupResource.of("apiextensions.k8s.io", "customresourcedefinitions");
    private static final long PING_MILLIS = 5000;

    /** Several changes at once are told as one where the page fetches for itself, and numbers are told together. */
    private static final long TOGETHER_MILLIS = 1000;

    private final Steve steve;
    private final Vertx vertx;
    private final SteveCall call;
    private final ServerWebSocket socket;
    private final Context context;
    private final Set<Watched> watched = new LinkedHashSet<>();
    private final Map<String, ObjectNode> toldSchemas = new HashMap<>();
    private final Set<SteveType> changedTypes = new HashSet<>();
    private final long ping;
    private boolean planned;
    private boolean schemasChanged;

    Subscription(Steve steve, Vertx vertx, SteveCall call, ServerWebSocket socket) {
        this.steve = steve;
        this.vertx = vertx;
        this.call = call;
        this.socket = socket;
        this.context = vertx.getOrCreateContext();
        this.ping = vertx.setPeriodic(PING_MILLIS, timer -> {
            var message = Json.object().put("name", "ping");
            message.putObject("data");
            send(message);
        });
        socket.textMessageHandler(this::received);
    }

    void close() {
        vertx.cancelTimer(ping);
    }

    /** From any thread. */
    void offer(ObjectChange change) {
        context.runOnContext(nothing -> changed(change));
    }

    private void received(String text) {
        JsonNode message;
        try {
            message = Json.parse(Buffer.buffer(text).getBytes());
        } catch (IOException unreadable) {
            return;
        }
        var what = Watched.of(message);
        if (message.path("stop").asBoolean(false)) {
            watched.remove(what);
            send(what.message("resource.stop"));
        } else {
            start(what, message.path("resourceVersion").asText(""));
        }
    }

    private void start(Watched what, String since) {
        var own = what.type().equals(Schemas.COUNT) || what.type().equals("schema");
        var type = steve.types().named(what.type());
        if (!own && type.filter(this::mayStart).isEmpty()) {
            var error = what.message("resource.error");
            error.putObject("data").put("error", "no schema or no right to watch " + what.type());
            send(error);
            return;
        }
        watched.add(what);
        send(what.message("resource.start"));
        if (what.type().equals("schema")) {
            schemas().forEach(schema -> toldSchemas.put(schema.path("id").asText(), schema));
        }
        if (since.matches("[0-9]{1,18}") && !what.onlyTells()) {
            type.ifPresent(known -> resume(what, known, Long.parseLong(since)));
        }
    }

    /** Who sees a list may watch it, and is told of what he may watch. */
    private boolean mayStart(SteveType type) {
        var access = access();
        return access.somewhere("watch", type) || access.listsSomething(type);
    }

    /** What has changed since the page fetched its list; what was deleted in between stays until it fetches again. */
    private void resume(Watched what, SteveType type, long since) {
        var access = access();
        steve.stored(type).stream()
                .filter(object -> object.resourceVersion() > since && what.isAbout(object.key()))
                .filter(object -> access.watches(type, object.key()))
                .map(object -> steve.objects().shown(type, object, call.root(), access))
                .filter(what.labels())
                .forEach(object -> tell(what, "resource.change", object));
    }

    private void changed(ObjectChange change) {
        var type = steve.types().of(change.resource());
        if (change.resource().equals(DEFINITIONS)) {
            schemasChanged = true;
            plan();
        }
        if (type.isEmpty()) {
            return;
        }
        if (watched.stream().anyMatch(what -> what.onlyTells() || what.type().equals(Schemas.COUNT))) {
            changedTypes.add(type.get());
            plan();
        }
        var told = watched.stream()
                .filter(what ->
                        !what.onlyTells() && what.type().equals(type.get().id()))
                .filter(what -> what.isAbout(change.after().key()))
                .toList();
        if (told.isEmpty()) {
            return;
        }
        var access = access();
        if (!access.watches(type.get(), change.after().key())) {
            return;
        }
        var object = steve.objects().shown(type.get(), change.after(), call.root(), access);
        told.stream().filter(what -> what.labels().test(object)).forEach(what -> tell(what, name(change), object));
    }

    private static String name(ObjectChange change) {
        return switch (change.kind()) {
            case ADDED -> "resource.create";
            case MODIFIED -> "resource.change";
            case DELETED -> "resource.remove";
        };
    }

    private void plan() {
        if (!planned) {
            planned = true;
            vertx.setTimer(TOGETHER_MILLIS, timer -> together());
        }
    }

    private void together() {
        planned = false;
        var types = Set.copyOf(changedTypes);
        changedTypes.clear();
        for (var what : watched) {
            if (what.type().equals(Schemas.COUNT)) {
                tell(what, "resource.change", steve.counts().of(types, call.root(), access()));
            } else if (what.type().equals("schema") && schemasChanged) {
                tellSchemas(what);
            } else if (what.onlyTells()
                    && types.stream().anyMatch(type -> type.id().equals(what.type()))) {
                send(what.message("resource.changes").put("revision", steve.revision()));
            }
        }
        schemasChanged = false;
    }

    private void tellSchemas(Watched what) {
        var gone = new HashMap<>(toldSchemas);
        for (var schema : schemas()) {
            var id = schema.path("id").asText();
            gone.remove(id);
            if (!schema.equals(toldSchemas.put(id, schema))) {
                tell(what, "resource.change", schema);
            }
        }
        gone.forEach((id, schema) -> {
            toldSchemas.remove(id);
            tell(what, "resource.remove", schema);
        });
    }

    private Iterable<ObjectNode> schemas() {
        return steve.schemas().all(steve.types().all(), call.root(), access());
    }

    private void tell(Watched what, String name, ObjectNode data) {
        var message = what.message(name);
        message.put("revision", data.at("/metadata/resourceVersion").asText("")).set("data", data);
        send(message);
    }

    private Access access() {
        return steve.access(call.user());
    }

    private void send(ObjectNode message) {
        if (!socket.isClosed()) {
            socket.writeTextMessage(new String(Json.bytes(message), StandardCharsets.UTF_8));
        }
    }
}
