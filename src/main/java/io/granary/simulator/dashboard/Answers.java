// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.dashboard;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Writes answers. */
final class Answers {
    private Answers() {}

    static void json(HttpServerRequest request, int status, JsonObject body) {
        text(request, status, "application/json", body.encode());
    }

    static void text(HttpServerRequest request, int status, String type, String body) {
        var response = request.response();
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", type)
                    .putHeader("Cache-Control", "no-cache")
                    .end(body);
        }
    }

    static void error(HttpServerRequest request, int status, String code, String message) {
        json(
                request,
                status,
                new JsonObject()
                        .put("type", "error")
                        .put("status", status)
                        .put("code", code)
                        .put("message", message));
    }

    static void collection(HttpServerRequest request, String type, JsonArray data) {
        json(
                request,
                200,
                new JsonObject()
                        .put("type", "collection")
                        .put("resourceType", type)
                        .put("links", new JsonObject())
                        .put("data", data));
    }

    static void redirect(HttpServerRequest request, String to) {
        request.response().setStatusCode(302).putHeader("Location", to).end();
    }
}
