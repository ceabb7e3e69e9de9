// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.StoredObject;
import java.util.List;
import java.util.Locale;

/**
 * Rancher's older API, {@code /v3} (rancher/norman): its own kinds with their spec laid flat, for reading. New pages
 * use Steve; the shell still asks here for principals, settings and schemas.
 */
public final class Norman {
    private static final String GROUP = "management.cattle.io";

    private final Steve steve;

    public Norman(Steve steve) {
        this.steve = steve;
    }

    /** Answers a read; the call's root is that of {@code /v3}. */
    public void handle(SteveCall call) {
        var parts = call.parts();
        if (parts[0].equals("schemas")) {
            schemas(call);
            return;
        }
        if (parts[0].equals("principals")) {
            principals(call);
            return;
        }
        var type = steve.types().named(GROUP + "." + parts[0].toLowerCase(Locale.ROOT));
        if (type.isEmpty() || !call.request().method().name().equals("GET")) {
            SteveAnswer.error(call.request(), 404, "NotFound", "not found");
        } else if (parts.length == 1) {
            list(call, type.get());
        } else {
            one(call, type.get(), ObjectKey.of("", parts[1]));
        }
    }

    private void schemas(SteveCall call) {
        var access = steve.access(call.user());
        var collection = SteveAnswer.collection("schema", call.root() + "/schemas");
        var data = collection.putArray("data");
        data.add(schema("principal", "principals", call.root(), List.of("GET")));
        steve.types().all().stream()
                .filter(type -> type.type().group().equals(GROUP) && access.somewhere("get", type))
                .forEach(type -> data.add(schema(id(type), type.type().plural(), call.root(), List.of("GET"))));
        SteveAnswer.json(call.request(), 200, collection);
    }

    private static ObjectNode schema(String id, String plural, String root, List<String> methods) {
        var schema = Json.object().put("id", id).put("type", "schema").put("pluralName", plural);
        schema.putObject("links").put("self", root + "/schemas/" + id).put("collection", root + "/" + plural);
        schema.putObject("resourceFields");
        methods.forEach(schema.putArray("resourceMethods")::add);
        methods.forEach(schema.putArray("collectionMethods")::add);
        return schema;
    }

    /** As {@code globalRoleBinding}. */
    private static String id(SteveType type) {
        var kind = type.type().kind();
        return Character.toLowerCase(kind.charAt(0)) + kind.substring(1);
    }

    /** Who is asking, and nobody else: to look for others is not what the pages here do. */
    private void principals(SteveCall call) {
        var user = call.user().name();
        var object = steve.types()
                .named(GROUP + ".users")
                .flatMap(type -> steve.stored(type, ObjectKey.cluster(user)))
                .map(stored -> Json.stored(stored.json()))
                .orElseGet(Json::object);
        var collection = SteveAnswer.collection("principal", call.root() + "/principals");
        var me = collection.putArray("data").addObject();
        me.put("id", "local://" + user)
                .put("type", "principal")
                .put("baseType", "principal")
                .put("me", true)
                .put("memberOf", false)
                .put("principalType", "user")
                .put("provider", "local")
                .put("loginName", object.path("username").asText(user))
                .put("name", object.path("displayName").asText(user));
        me.putObject("links").put("self", call.root() + "/principals/local:%2F%2F" + user);
        SteveAnswer.json(call.request(), 200, collection);
    }

    private void list(SteveCall call, SteveType type) {
        var access = steve.access(call.user());
        var collection =
                SteveAnswer.collection(id(type), call.root() + "/" + type.type().plural());
        var data = collection.putArray("data");
        steve.stored(type).stream()
                .filter(object -> access.lists(type, object.key()))
                .forEach(object -> data.add(flat(call, type, object)));
        SteveAnswer.json(call.request(), 200, collection);
    }

    private void one(SteveCall call, SteveType type, ObjectKey key) {
        var access = steve.access(call.user());
        steve.stored(type, key)
                .filter(object -> access.reads(type, key))
                .ifPresentOrElse(
                        object -> SteveAnswer.json(call.request(), 200, flat(call, type, object)),
                        () -> SteveAnswer.error(call.request(), 404, "NotFound", "not found"));
    }

    private static ObjectNode flat(SteveCall call, SteveType type, StoredObject stored) {
        var object = Json.stored(stored.json());
        var id = stored.key().toString().replace('/', ':');
        var flat = Json.object().put("id", id).put("type", id(type)).put("baseType", id(type));
        flat.putObject("links").put("self", call.root() + "/" + type.type().plural() + "/" + id);
        flat.put("name", stored.key().name()).put("uuid", stored.uid());
        object.properties().forEach(field -> {
            if (!List.of("apiVersion", "kind", "metadata", "spec", "status").contains(field.getKey())) {
                flat.set(field.getKey(), field.getValue());
            }
        });
        lay(flat, object.path("status"));
        lay(flat, object.path("spec"));
        var metadata = object.path("metadata");
        flat.set("created", metadata.path("creationTimestamp"));
        flat.set("labels", metadata.has("labels") ? metadata.path("labels") : Json.object());
        flat.set("annotations", metadata.has("annotations") ? metadata.path("annotations") : Json.object());
        return flat.put("state", ObjectState.of(object).name());
    }

    private static void lay(ObjectNode flat, JsonNode part) {
        part.properties().forEach(field -> flat.set(field.getKey(), field.getValue()));
    }
}
