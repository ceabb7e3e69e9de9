// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiRoute;
import io.granary.api.core.Attributes;
import io.granary.api.core.Identity;
import io.granary.api.core.StatusProblem;
import io.granary.inventory.core.BadQuery;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one way in. A request is, in this order: read for a canonical path, served at once if its path is open to all,
 * authenticated, given its turn among the requests of all users, authorised for exactly what its route and method mean,
 * and only then is its body read.
 */
final class Gateway implements Handler<HttpServerRequest> {
    private static final Logger LOG = Logger.getLogger(Gateway.class);

    private final OpenPaths open;
    private final Authentication authentication;
    private final Reviews reviews;
    private final Endpoints endpoints;
    private final Executor threads;
    private final ApiMeters meters;
    private final ApiConfig config;
    private final Turns turns;

    Gateway(
            OpenPaths open,
            Authentication authentication,
            Reviews reviews,
            Endpoints endpoints,
            Executor threads,
            ApiMeters meters,
            ApiConfig config) {
        this.open = open;
        this.authentication = authentication;
        this.reviews = reviews;
        this.endpoints = endpoints;
        this.threads = threads;
        this.meters = meters;
        this.config = config;
        this.turns = new Turns(
                new Turns.Bounds("requests", config.readsInFlight(), config.readsPerUser(), config.readsWait()));
    }

    /** What is asked of a route, once it is known who asks. */
    private record Asked(ApiRoute route, Attributes attributes, Map<String, String> parameters) {}

    @Override
    public void handle(HttpServerRequest request) {
        meters.count(request);
        request.exceptionHandler(gone -> {});
        request.response().exceptionHandler(gone -> {});
        try {
            var path = Optional.ofNullable(request.path()).orElse("");
            switch (ApiRoute.of(path)) {
                case ApiRoute.Open(var openPath) -> open.serve(request, openPath);
                case ApiRoute route -> guarded(request, route);
            }
        } catch (RuntimeException failure) {
            fail(request, failure);
        }
    }

    private void guarded(HttpServerRequest request, ApiRoute route) {
        request.pause();
        authentication
                .identify(request)
                .thenCompose(identity -> {
                    var asked = asked(request, route);
                    return turns.take(identity.name())
                            .thenCompose(turn -> CompletableFuture.completedFuture(asked)
                                    .thenCompose(same -> authorised(identity, request, same))
                                    .whenComplete((done, failure) -> turn.close()));
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        fail(request, failure);
                    }
                });
    }

    private static Asked asked(HttpServerRequest request, ApiRoute route) {
        var parameters = Call.parameters(Optional.ofNullable(request.query()).orElse(""));
        return new Asked(route, attributes(request, route, parameters), parameters);
    }

    private CompletionStage<Void> authorised(Identity identity, HttpServerRequest request, Asked asked) {
        return mayAsk(identity, asked.attributes()).thenCompose(may -> {
            if (!may) {
                throw StatusProblem.forbidden(identity.name(), asked.attributes(), "");
            }
            return body(request)
                    .thenAcceptAsync(
                            body -> serve(asked, new Call(request, identity, asked.parameters(), body)), threads);
        });
    }

    /** The view of what one may see is open to all who are somebody; it shows nothing else. */
    private CompletionStage<Boolean> mayAsk(Identity identity, Attributes asked) {
        return asked.resource().equals(ApiKinds.MY_VMS.plural())
                ? CompletableFuture.completedFuture(true)
                : reviews.allowed(identity, asked);
    }

    private static Attributes attributes(HttpServerRequest request, ApiRoute route, Map<String, String> parameters) {
        return switch (route) {
            case ApiRoute.Collection(var resource, var namespace) -> {
                var creates = resource.can("create");
                require(request, creates ? "POST" : "GET");
                var watches = !creates && isTrue(parameters.get("watch"));
                yield asked(creates ? "create" : watches ? "watch" : "list", resource, namespace, "");
            }
            case ApiRoute.Item(var resource, var namespace, var name) -> {
                if (!resource.can("get")) {
                    throw StatusProblem.noSuchPath();
                }
                require(request, "GET");
                yield asked("get", resource, namespace, name);
            }
            case ApiRoute.Unknown ignored -> throw StatusProblem.noSuchPath();
            case ApiRoute.Open ignored -> throw StatusProblem.noSuchPath();
        };
    }

    private static boolean isTrue(@Nullable String flag) {
        return flag != null && !flag.equals("0") && !flag.equalsIgnoreCase("false");
    }

    private static Attributes asked(String verb, ApiKinds.Resource resource, String namespace, String name) {
        return new Attributes(verb, ApiKinds.GROUP, ApiKinds.VERSION, resource.plural(), namespace, name);
    }

    private static void require(HttpServerRequest request, String method) {
        if (!request.method().name().equals(method)) {
            throw StatusProblem.methodNotAllowed(request.method().name(), method);
        }
    }

    private CompletionStage<Buffer> body(HttpServerRequest request) {
        var whole = new CompletableFuture<Buffer>();
        var body = Buffer.buffer();
        request.handler(piece -> {
            body.appendBuffer(piece);
            if (body.length() > config.bodyLimit()) {
                request.pause();
                whole.completeExceptionally(StatusProblem.bodyTooLarge(config.bodyLimit()));
            }
        });
        request.endHandler(end -> whole.complete(body));
        request.exceptionHandler(whole::completeExceptionally);
        request.resume();
        return whole.orTimeout(config.bodyDeadline().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void serve(Asked asked, Call call) {
        try {
            endpoints.serve(asked.route(), call);
        } catch (RuntimeException failure) {
            fail(call.request(), failure);
        }
    }

    private void fail(HttpServerRequest request, Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof HttpClosedException || request.response().closed()) {
            return;
        }
        if (cause instanceof TimeoutException) {
            request.response().reset();
            return;
        }
        if (cause instanceof StatusProblem problem) {
            refuse(request, problem);
        } else if (cause instanceof BadQuery bad) {
            refuse(request, StatusProblem.badRequest(String.valueOf(bad.getMessage())));
        } else {
            LOG.errorf(cause, "A request to %s failed", request.path());
            refuse(request, StatusProblem.internal());
        }
        drain(request);
    }

    private void refuse(HttpServerRequest request, StatusProblem problem) {
        meters.refused(problem);
        Replies.problem(request, problem);
    }

    /** What is left of a refused request is read and dropped, but a body that is too large is cut off. */
    private void drain(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        request.handler(piece -> {
            if (request.bytesRead() > config.bodyLimit()) {
                request.response().reset();
            }
        });
        request.resume();
    }
}
