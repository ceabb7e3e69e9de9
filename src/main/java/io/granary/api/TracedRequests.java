// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.ApiRoute;
import io.granary.kube.Span;
import io.granary.kube.Spans;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of each request where traces are wanted, up to the head of its answer: a watch would have no end. It
 * goes on with the trace of whoever asked, which kube-apiserver hands on. Says the resource, and neither path nor user.
 */
final class TracedRequests implements Handler<HttpServerRequest> {
    private final Handler<HttpServerRequest> next;
    private final Spans spans;

    TracedRequests(Handler<HttpServerRequest> next, Spans spans) {
        this.next = next;
        this.spans = spans;
    }

    @Override
    public void handle(HttpServerRequest request) {
        var span = spans == Spans.NONE ? null : span(request);
        if (span == null) {
            next.handle(request);
            return;
        }
        span.with("http.request.method", request.method().name());
        var response = request.response();
        response.headersEndHandler(head -> end(span, response.getStatusCode()));
        response.closeHandler(gone -> end(span, 0));
        span.around(() -> {
            next.handle(request);
            return span;
        });
    }

    /** None of what is open to all, which is discovery and asked all the time. */
    private @Nullable Span span(HttpServerRequest request) {
        var resource = resource(request);
        return resource.isEmpty()
                ? null
                : spans.request(request.method().name() + " " + resource, request.getHeader("traceparent"));
    }

    private static void end(Span span, int status) {
        span.with("http.response.status_code", status == 0 ? "none" : Integer.toString(status))
                .end(status == 0 || status >= 500 ? Span.Outcome.FAILED : Span.Outcome.WELL);
    }

    private static String resource(HttpServerRequest request) {
        return switch (ApiRoute.of(Optional.ofNullable(request.path()).orElse(""))) {
            case ApiRoute.Collection(var resource, var namespace) -> resource.plural();
            case ApiRoute.Item(var resource, var namespace, var name) -> resource.plural() + "/{name}";
            case ApiRoute.Open ignored -> "";
            case ApiRoute.Unknown ignored -> "unknown";
        };
    }
}
