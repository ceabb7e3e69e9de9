// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Writes answers as Steve does. */
final class SteveAnswer {
    private SteveAnswer() {}

    static void json(HttpServerRequest request, int status, JsonNode body) {
        var response = request.response();
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-cache, private")
                    .end(Buffer.buffer(Json.bytes(body)));
        }
    }

    static void error(HttpServerRequest request, int status, String code, String message) {
        json(request, status, error(status, code, message));
    }

    static ObjectNode error(int status, String code, String message) {
        var body = Json.object().put("type", "error");
        body.putObject("links");
        return body.put("code", code).put("message", message).put("status", status);
    }

    static ObjectNode collection(String type, String self) {
        var body = Json.object().put("type", "collection");
        body.putObject("links").put("self", self);
        body.putObject("createTypes");
        body.putObject("actions");
        return body.put("resourceType", type);
    }
}
