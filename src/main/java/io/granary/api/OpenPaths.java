// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.granary.api.core.Accepted;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.StatusProblem;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What is open to all: liveness, version, discovery, OpenAPI. Written once, at the start, and depends on nothing, for
 * an APIService that stumbles here takes every request to the group with it.
 */
final class OpenPaths {
    static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final Document versions = document(Discovery.legacyVersions());
    private final Document noGroups = document(Discovery.aggregated(List.of()));
    private final Document groups = document(Discovery.groups());
    private final Document aggregated = document(Discovery.aggregated(ApiKinds.ALL));
    private final Document group = document(Discovery.group());
    private final Document resources = document(Discovery.resources());
    private final Document version = document(Discovery.version());
    private final Document openApiV3 = document(OpenApi.v3());
    private final Document openApiV2 = document(OpenApi.v2());
    private final Document openApiIndex = document(index(openApiV3.etag()));

    /** Bytes and the hash that names them. */
    private record Document(byte[] bytes, String etag) {}

    void serve(HttpServerRequest request, String path) {
        if (!request.method().name().equals("GET")) {
            throw StatusProblem.methodNotAllowed(request.method().name(), "GET");
        }
        switch (path) {
            case "/healthz", "/livez", "/readyz" ->
                Replies.bytes(request, 200, "text/plain; charset=utf-8", "ok".getBytes(StandardCharsets.US_ASCII));
            case "/version" -> send(request, version, Replies.JSON);
            case "/api" -> discovery(request, noGroups, versions);
            case "/apis" -> discovery(request, aggregated, groups);
            case "/apis/" + ApiKinds.GROUP -> send(request, group, Replies.JSON);
            case "/apis/" + ApiKinds.GROUP_VERSION -> send(request, resources, Replies.JSON);
            case "/openapi/v2" -> send(request, openApiV2, Replies.JSON);
            case "/openapi/v3" -> send(request, openApiIndex, Replies.JSON);
            case "/openapi/v3/apis/" + ApiKinds.GROUP_VERSION -> send(request, openApiV3, Replies.JSON);
            case String ignored -> throw StatusProblem.noSuchPath();
        }
    }

    private static void discovery(HttpServerRequest request, Document whole, Document plain) {
        var accept = request.getHeader("accept");
        var clauses = accept == null ? List.<Accepted.Clause>of() : Accepted.clauses(accept);
        for (var clause : clauses) {
            var as = clause.parameters().getOrDefault("as", "");
            if (clause.fits("application/json") && as.isEmpty()) {
                break;
            }
            if (as.equals("APIGroupDiscoveryList")
                    && "apidiscovery.k8s.io".equals(clause.parameters().get("g"))
                    && "v2".equals(clause.parameters().get("v"))) {
                send(request, whole, AGGREGATED);
                return;
            }
        }
        send(request, plain, Replies.JSON);
    }

    private static void send(HttpServerRequest request, Document document, String contentType) {
        var tag = '"' + document.etag() + '"';
        var known = request.getHeader("if-none-match");
        var response = request.response().putHeader("etag", tag).putHeader("vary", "Accept");
        if (known != null && Arrays.stream(known.split(",")).map(String::strip).anyMatch(tag::equals)) {
            response.setStatusCode(304).end();
            return;
        }
        Replies.bytes(request, 200, contentType, document.bytes());
    }

    private static JsonNode index(String hash) {
        var index = JsonNodeFactory.instance.objectNode();
        index.putObject("paths")
                .putObject("apis/" + ApiKinds.GROUP_VERSION)
                .put("serverRelativeURL", "/openapi/v3/apis/" + ApiKinds.GROUP_VERSION + "?hash=" + hash);
        return index;
    }

    private static Document document(JsonNode json) {
        var bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        try {
            var hash = HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new Document(bytes, hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
