// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** Turns writes to Steve into writes to the cluster's API server, which checks them and says no as it does to all. */
final class SteveWrites {
    private final Steve steve;
    private final SteveObjects objects;
    private final KubeDoor door;

    SteveWrites(Steve steve, SteveObjects objects, KubeDoor door) {
        this.steve = steve;
        this.objects = objects;
        this.door = door;
    }

    void answer(SteveCall call, SteveType type) {
        call.request()
                .body()
                .onSuccess(body -> {
                    try {
                        forward(call, type, body);
                    } catch (IOException unreadable) {
                        SteveAnswer.error(
                                call.request(), 400, "InvalidBodyContent", String.valueOf(unreadable.getMessage()));
                    }
                })
                .onFailure(lost -> SteveAnswer.error(call.request(), 400, "InvalidBodyContent", "the body broke off"));
    }

    private void forward(SteveCall call, SteveType type, Buffer body) throws IOException {
        var method = call.request().method().name();
        var path = path(call, type, method.equals("POST") ? Json.parse(body.getBytes()) : Json.object());
        var sent = method.equals("POST") || method.equals("PUT")
                ? Buffer.buffer(Json.bytes(SteveObjects.plain(type, Json.parse(body.getBytes()))))
                : body;
        var contentType = call.request().getHeader("Content-Type");
        var given = contentType == null || contentType.startsWith("application/json");
        var asked = method.equals("PATCH") && given ? "application/merge-patch+json" : contentType;
        door.send(new KubeDoor.Order(call.token(), method, path, asked == null ? "application/json" : asked, sent))
                .onSuccess(answer -> reply(call, type, answer))
                .onFailure(lost -> SteveAnswer.error(
                        call.request(), 502, "ServerError", "the cluster did not answer: " + lost.getMessage()));
    }

    /** An object that is created says itself in which namespace. */
    private static String path(SteveCall call, SteveType type, ObjectNode created) {
        var parts = call.parts();
        if (call.request().method().name().equals("POST")) {
            var namespace = created.at("/metadata/namespace").asText(parts.length > 1 ? parts[1] : "default");
            return type.kubePath(type.namespaced() ? namespace : "", "");
        }
        return switch (parts.length) {
            case 1 -> type.kubePath("", "");
            case 2 -> type.kubePath("", parts[1]);
            default -> type.kubePath(parts[1], parts[2]);
        };
    }

    private void reply(SteveCall call, SteveType type, KubeDoor.Answer answer) {
        ObjectNode object;
        try {
            object = Json.parse(answer.body().getBytes());
        } catch (IOException notJson) {
            SteveAnswer.error(call.request(), 502, "ServerError", answer.body().toString());
            return;
        }
        if (answer.status() >= 400) {
            SteveAnswer.error(
                    call.request(),
                    answer.status(),
                    object.path("reason").asText("ServerError"),
                    object.path("message").asText("the cluster refused"));
        } else if (object.path("kind").asText().equals("Status")) {
            SteveAnswer.json(call.request(), 200, Json.object());
        } else {
            var access = steve.access(call.user());
            SteveAnswer.json(call.request(), answer.status(), objects.shown(type, object, call.root(), access));
        }
    }
}
