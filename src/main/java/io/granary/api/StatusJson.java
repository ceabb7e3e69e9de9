// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.granary.api.core.StatusProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes a refusal as the {@code Status} of meta/v1. */
final class StatusJson {
    private StatusJson() {}

    static byte[] bytes(StatusProblem problem) {
        return Rendering.bytes(json -> write(json, problem));
    }

    static void write(JsonGenerator json, StatusProblem problem) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", "Status");
        json.writeStringField("apiVersion", "v1");
        json.writeObjectFieldStart("metadata");
        var token = problem.details().continueToken();
        if (token != null) {
            json.writeStringField("continue", token);
        }
        json.writeEndObject();
        json.writeStringField("status", "Failure");
        json.writeStringField("message", problem.text());
        json.writeStringField("reason", problem.reason());
        details(json, problem.details());
        json.writeNumberField("code", problem.code());
        json.writeEndObject();
    }

    private static void details(JsonGenerator json, StatusProblem.Details details) throws IOException {
        json.writeObjectFieldStart("details");
        text(json, "name", details.name());
        text(json, "group", details.group());
        text(json, "kind", details.kind());
        if (!details.causes().isEmpty()) {
            json.writeArrayFieldStart("causes");
            for (var cause : details.causes()) {
                json.writeStartObject();
                json.writeStringField("reason", cause.reason());
                json.writeStringField("message", cause.message());
                text(json, "field", cause.field());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (details.retryAfterSeconds() > 0) {
            json.writeNumberField("retryAfterSeconds", details.retryAfterSeconds());
        }
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String field, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(field, value);
        }
    }

    /** A line that ends a watch: its ERROR event. */
    static byte[] errorEvent(StatusProblem problem) {
        var status = new String(bytes(problem), StandardCharsets.UTF_8);
        return ("{\"type\":\"ERROR\",\"object\":" + status + "}\n").getBytes(StandardCharsets.UTF_8);
    }
}
