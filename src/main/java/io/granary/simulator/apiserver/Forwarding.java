// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

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
    private boolean again;

    Forwarding(HttpServerRequest request) {
        this.request = request;
    }

    void to(RemoteClient client, ServiceResolver.Endpoint endpoint, String path, User user) {
        request.pause();
        var query = request.query();
        var uri = query == null || query.isEmpty() ? path : path + "?" + query;
        send(() -> client.open(endpoint, request.method(), uri, user));
    }

    private void send(Supplier<Future<HttpClientRequest>> open) {
        open.get().onSuccess(out -> send(out, open)).onFailure(this::unreachable);
    }

    private void send(HttpClientRequest out, Supplier<Future<HttpClientRequest>> open) {
        copy(request.headers(), out.headers());
        // A stream of HTTP/2 closes after each answer: a reset would then cost the kept connection to the server.
        request.response().closeHandler(gone -> {
            if (!request.response().ended()) {
                out.reset();
            }
        });
        out.response().onSuccess(this::answer).onFailure(why -> failed(why, open));
        if (request.headers().contains("Content-Length")) {
            request.pipeTo(out);
        } else if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
            request.resume();
            out.end();
        } else {
            // HTTP/2 announces neither length nor chunks.
            out.setChunked(true);
            request.pipeTo(out);
        }
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

    /** Asks once more where a kept connection turns out to be closed, as Go's transport does for what only reads. */
    private void failed(Throwable why, Supplier<Future<HttpClientRequest>> open) {
        if (why instanceof HttpClosedException && request.method().equals(HttpMethod.GET) && !again) {
            again = true;
            send(open);
        } else {
            unreachable(why);
        }
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
