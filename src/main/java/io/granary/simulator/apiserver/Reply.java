// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Writes answers. */
final class Reply {
    private Reply() {}

    static void json(HttpServerRequest request, int code, byte[] body) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(code)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-cache, private")
                .end(Buffer.buffer(body));
    }

    static void json(HttpServerRequest request, int code, JsonNode body) {
        json(request, code, Json.bytes(body));
    }

    static void text(HttpServerRequest request, int code, String body) {
        request.response()
                .setStatusCode(code)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(body);
    }

    static void warn(HttpServerRequest request, Iterable<String> warnings) {
        for (var warning : warnings) {
            var quoted = warning.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[\\r\\n]+", " ");
            request.response().headers().add("Warning", "299 - \"" + quoted + "\"");
        }
    }

    static void fail(HttpServerRequest request, StatusException failure) {
        var retry = failure.details().retryAfterSeconds();
        if (retry > 0 && !request.response().headWritten()) {
            request.response().putHeader("Retry-After", Integer.toString(retry));
        }
        json(request, failure.code(), status(failure));
    }

    static ObjectNode status(StatusException failure) {
        var status = status("Failure");
        status.put("message", failure.text()).put("reason", failure.reason());
        var details = details(failure.details());
        if (!details.isEmpty()) {
            status.set("details", details);
        }
        return status.put("code", failure.code());
    }

    static ObjectNode success(ResourceType type, StoredObject object) {
        var status = status("Success");
        var details = status.putObject("details").put("name", object.key().name());
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        details.put("kind", type.plural()).put("uid", object.uid());
        return status;
    }

    private static ObjectNode status(String verdict) {
        var status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", verdict);
    }

    private static ObjectNode details(StatusException.Details details) {
        var node = Json.object();
        putUnlessEmpty(node, "name", details.name());
        putUnlessEmpty(node, "group", details.group());
        putUnlessEmpty(node, "kind", details.kind());
        for (var cause : details.causes()) {
            var each = node.withArray("/causes").addObject();
            putUnlessEmpty(each, "reason", cause.reason());
            putUnlessEmpty(each, "message", cause.message());
            putUnlessEmpty(each, "field", cause.field());
        }
        if (details.retryAfterSeconds() > 0) {
            node.put("retryAfterSeconds", details.retryAfterSeconds());
        }
        return node;
    }

    private static void putUnlessEmpty(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }
}
