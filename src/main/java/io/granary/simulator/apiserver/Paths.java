// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** Answers what is no resource: discovery, OpenAPI, version, health. */
final class Paths {
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private static final Set<String> HEALTH = Set.of("/healthz", "/livez", "/readyz");
    private final ServedKinds kinds;
    private final Aggregation aggregation;
    private final String gitVersion;

    Paths(ServedKinds kinds, Aggregation aggregation, String gitVersion) {
        this.kinds = kinds;
        this.aggregation = aggregation;
        this.gitVersion = gitVersion;
    }

    void handle(HttpServerRequest request, ApiRequest asked) {
        var path = asked.path().length() > 1 && asked.path().endsWith("/")
                ? asked.path().substring(0, asked.path().length() - 1)
                : asked.path();
        var documents = kinds.catalog().documents();
        if (path.equals("/version")) {
            Reply.json(request, 200, version());
        } else if (HEALTH.contains(path) || path.matches("/(healthz|livez|readyz)/.+")) {
            Reply.text(request, 200, "ok");
        } else if (path.equals("/api")) {
            discovery(request, documents.core(), documents.aggregatedCore());
        } else if (path.equals("/apis")) {
            discovery(request, aggregation.groups(documents), aggregation.aggregatedGroups(documents));
        } else if (path.startsWith("/api/") || path.startsWith("/apis/")) {
            group(request, path);
        } else if (path.equals("/openapi/v3")) {
            Reply.json(request, 200, aggregation.openApiIndex(documents));
        } else if (path.startsWith("/openapi/v3/")) {
            openApi(request, path.substring("/openapi/v3/".length()));
        } else if (path.equals("/openapi/v2")) {
            new Swagger(gitVersion).answer(request);
        } else if (path.equals("/")) {
            Reply.json(request, 200, roots());
        } else {
            throw StatusException.of(404, "NotFound", "the server could not find the requested resource");
        }
    }

    private static void discovery(HttpServerRequest request, byte[] plain, byte[] aggregated) {
        var accept = request.getHeader("Accept");
        var wanted = accept != null && accept.contains("as=APIGroupDiscoveryList") && accept.contains("v=v2");
        request.response().putHeader("Vary", "Accept");
        if (!wanted || !offersV2(accept)) {
            Reply.json(request, 200, plain);
            return;
        }
        tagged(request, aggregated, AGGREGATED);
    }

    private static boolean offersV2(String accept) {
        for (var clause : accept.split(",")) {
            if ("v2".equals(Accept.parameters(clause).get("v"))) {
                return true;
            }
        }
        return false;
    }

    private static void tagged(HttpServerRequest request, byte[] body, String type) {
        var tag = "\"" + Hashes.of(body) + "\"";
        request.response().putHeader("ETag", tag);
        if (tag.equals(request.getHeader("If-None-Match"))) {
            request.response().setStatusCode(304).end();
            return;
        }
        request.response()
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "public")
                .end(io.vertx.core.buffer.Buffer.buffer(body));
    }

    private void group(HttpServerRequest request, String path) {
        var parts = path.split("/");
        var documents = kinds.catalog().documents();
        var found = parts[1].equals("api") && parts.length == 3
                ? documents.resources("", parts[2])
                : parts.length == 3
                        ? aggregation.group(parts[2], documents)
                        : parts.length == 4
                                ? documents.resources(parts[2], parts[3])
                                : java.util.Optional.<byte[]>empty();
        if (found.isEmpty()) {
            Reply.text(request, 404, "404 page not found\n");
        } else {
            Reply.json(request, 200, found.get());
        }
    }

    private void openApi(HttpServerRequest request, String name) {
        var remote = aggregation.openApi(name);
        if (remote.isPresent()) {
            Reply.json(request, 200, remote.get());
            return;
        }
        var document = kinds.catalog().documents().openApi(name);
        if (document.isEmpty()) {
            Reply.text(request, 404, "404 page not found\n");
        } else {
            tagged(request, document.get(), "application/json");
        }
    }

    private ObjectNode version() {
        var numbers = gitVersion.substring(1).split("[.+-]");
        return Json.object()
                .put("major", numbers[0])
                .put("minor", numbers[1])
                .put("gitVersion", gitVersion)
                .put("gitCommit", "0000000000000000000000000000000000000000")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-01-01T00:00:00Z")
                .put("goVersion", "go1.25.0")
                .put("compiler", "gc")
                .put("platform", "linux/amd64");
    }

    private ObjectNode roots() {
        var roots = Json.object();
        var paths = roots.putArray("paths").add("/api").add("/api/v1").add("/apis");
        kinds.catalog().documents().discovery().groups().forEach(group -> paths.add("/apis/" + group));
        paths.add("/healthz")
                .add("/livez")
                .add("/openapi/v2")
                .add("/openapi/v3")
                .add("/readyz")
                .add("/version");
        return roots;
    }
}
