// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads the body of a request, up to a bound. */
final class RequestBody {
    private RequestBody() {}

    static void read(HttpServerRequest request, int bound, Consumer<JsonNode> then) {
        var body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= bound) {
                body.appendBuffer(part);
            }
        });
        request.endHandler(nothing -> HttpFront.guarded(request, () -> {
            if (body.length() > bound) {
                throw StatusException.of(413, "RequestEntityTooLarge", "Request entity too large: limit is " + bound);
            }
            then.accept(parse(request, body));
        }));
        request.resume();
    }

    private static JsonNode parse(HttpServerRequest request, Buffer body) {
        try {
            var type = request.getHeader("Content-Type");
            if (type != null && type.startsWith(ProtobufBody.MEDIA_TYPE) && body.length() > 0) {
                return ProtobufBody.parse(body.getBytes());
            }
            return Json.parseBody(body.getBytes());
        } catch (IOException unreadable) {
            var first =
                    String.valueOf(unreadable.getMessage()).lines().findFirst().orElse("");
            throw StatusException.badRequest(
                    "the object provided is unrecognized: couldn't get version/kind;" + " json parse error: " + first);
        }
    }
}
