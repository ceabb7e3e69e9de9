// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Set;

/** One request passed on, and its answer passed back as it comes, watches included. */
final class Forwarding {
    /** Hop by hop, or not the client's to say. */
    private static final Set<String> KEPT_BACK = Set.of(
            "host",
            "connection",
            "upgrade",
            "keep-alive",
            "transfer-encoding",
            "te",
            "trailer",
            "proxy-authorization",
            "proxy-authenticate",
            "authorization",
            "cookie");

    private final HttpServerRequest request;

    Forwarding(HttpServerRequest request) {
        this.request = request;
    }

    void to(RemoteClient client, ServiceResolver.Endpoint endpoint, String path, User user) {
        request.pause();
        var query = request.query();
        var uri = query == null || query.isEmpty() ? path : path + "?" + query;
        client.open(endpoint, request.method(), uri, user).onSuccess(this::send).onFailure(this::unreachable);
    }

    private void send(HttpClientRequest out) {
        copy(request.headers(), out.headers());
        request.response().closeHandler(gone -> out.reset());
        out.response().onSuccess(this::answer).onFailure(this::unreachable);
        if (!request.headers().contains("Content-Length") && !request.headers().contains("Transfer-Encoding")) {
            request.resume();
            out.end();
            return;
        }
        if (!request.headers().contains("Content-Length")) {
            out.setChunked(true);
        }
        request.pipeTo(out);
    }

    private void answer(HttpClientResponse answer) {
        var response = request.response();
        response.setStatusCode(answer.statusCode());
        copy(answer.headers(), response.headers());
        if (!answer.headers().contains("Content-Length")) {
            response.setChunked(true);
            // The head goes out now: the first event of a watch may be an hour away.
            response.write(Buffer.buffer());
        }
        answer.pipeTo(response).onFailure(cut -> {
            if (!response.closed() && !response.reset()) {
                request.connection().close();
            }
        });
    }

    private static void copy(MultiMap from, MultiMap to) {
        from.forEach((name, value) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (!KEPT_BACK.contains(lower) && !lower.startsWith("x-remote-") && !lower.startsWith("impersonate-")) {
                to.add(name, value);
            }
        });
    }

    private void unreachable(Throwable why) {
        var response = request.response();
        if (!response.headWritten() && !response.closed()) {
            Reply.fail(request, StatusException.of(503, "ServiceUnavailable", "error trying to reach service: " + why));
        }
    }
}
