// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** Writes what a Kubernetes API server writes: objects, and a Status when something is wrong. */
final class Answer {
    private Answer() {}

    static void json(HttpServerRequest request, int code, byte[] body) {
        var response = request.response();
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(code)
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-cache, private")
                    .end(Buffer.buffer(body));
        }
    }

    static void json(HttpServerRequest request, JsonObject body) {
        json(request, 200, body.toBuffer().getBytes());
    }

    static void status(HttpServerRequest request, int code, String reason, String message) {
        json(request, code, status(code, reason, message).toBuffer().getBytes());
    }

    static void success(HttpServerRequest request) {
        json(
                request,
                new JsonObject()
                        .put("kind", "Status")
                        .put("apiVersion", "v1")
                        .put("metadata", new JsonObject())
                        .put("status", "Success"));
    }

    static void notFound(HttpServerRequest request, ResourceKind kind, String name) {
        status(request, 404, "NotFound", kind + " \"" + name + "\" not found");
    }

    static JsonObject status(int code, String reason, String message) {
        return new JsonObject()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", new JsonObject())
                .put("status", "Failure")
                .put("message", message)
                .put("reason", reason)
                .put("code", code);
    }
}
