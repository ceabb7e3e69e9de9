// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.StatusProblem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** How every answer looks from outside: typed, uncacheable, inert in a browser; never a redirect. */
final class Replies {
    static final String JSON = "application/json";

    private Replies() {}

    static HttpServerResponse head(HttpServerRequest request, int status, String contentType) {
        return request.response()
                .setStatusCode(status)
                .putHeader("content-type", contentType)
                .putHeader("cache-control", "no-cache, private")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
                .putHeader("referrer-policy", "no-referrer");
    }

    static void bytes(HttpServerRequest request, int status, String contentType, byte[] body) {
        head(request, status, contentType).end(Buffer.buffer(body));
    }

    /** Refuses; after the head is out nothing can be said any more, and the connection is cut. */
    static void problem(HttpServerRequest request, StatusProblem problem) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.headers().clear();
        head(request, problem.code(), JSON);
        if (problem.details().retryAfterSeconds() > 0) {
            response.putHeader("retry-after", Integer.toString(problem.details().retryAfterSeconds()));
        }
        if (problem.code() == 401) {
            response.putHeader("www-authenticate", "Bearer");
        }
        response.end(Buffer.buffer(StatusJson.bytes(problem)));
    }
}
