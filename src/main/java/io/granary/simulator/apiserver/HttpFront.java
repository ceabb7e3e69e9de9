// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import io.vertx.core.http.HttpServerRequest;

/** The door of a server: reads the request line, asks the hook and the authorizer, and shows the way. */
final class HttpFront {
    private final RequestHook before;
    private final Authorizer authorizer;
    private final Paths paths;
    private final ResourceDesk resources;
    private final Aggregation aggregation;

    HttpFront(RequestHook before, Authorizer authorizer, Paths paths, ResourceDesk resources, Aggregation aggregation) {
        this.before = before;
        this.authorizer = authorizer;
        this.paths = paths;
        this.resources = resources;
        this.aggregation = aggregation;
    }

    void handle(HttpServerRequest request, String path, User sender) {
        guarded(request, () -> {
            var asked = RequestLine.parse(request.method().name(), path, request.query());
            if (before.before(request, asked) == RequestHook.Outcome.TAKEN) {
                return;
            }
            var user = Impersonation.of(request, sender, authorizer);
            authorize(asked, user);
            var remote = aggregation.of(asked);
            if (remote.isPresent()) {
                remote.get().forward(request, path, user);
            } else if (asked.isResource()) {
                resources.handle(request, asked, user);
            } else {
                paths.handle(request, asked);
            }
        });
    }

    /** Answers with a Status, whatever goes wrong. */
    static void guarded(HttpServerRequest request, Runnable work) {
        try {
            work.run();
        } catch (StatusException refused) {
            Reply.fail(request, refused);
        } catch (RuntimeException broken) {
            Reply.fail(request, StatusException.of(500, "InternalError", "Internal error occurred: " + broken));
        }
    }

    private void authorize(ApiRequest asked, User user) {
        var attributes = asked.attributes();
        var verdict = authorizer.authorize(user, attributes);
        if (verdict.allowed()) {
            return;
        }
        var why = verdict.reason().isEmpty() ? "" : ": " + verdict.reason();
        if (!asked.isResource()) {
            throw StatusException.of(
                    403,
                    "Forbidden",
                    "forbidden: User \"%s\" cannot %s path \"%s\"%s"
                            .formatted(user.name(), asked.verb(), asked.path(), why));
        }
        var what = asked.subresource().isEmpty() ? asked.resource() : asked.resource() + "/" + asked.subresource();
        var where = asked.namespace().isEmpty()
                ? "at the cluster scope"
                : "in the namespace \"%s\"".formatted(asked.namespace());
        throw StatusException.forbidden(
                GroupResource.of(asked.group(), asked.resource()),
                asked.name(),
                "User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s%s"
                        .formatted(user.name(), asked.verb(), what, asked.group(), where, why));
    }
}
