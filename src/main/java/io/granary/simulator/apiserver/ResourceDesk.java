// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows a request for a resource to who answers it. */
final class ResourceDesk {
    /** Those who answer. */
    record Desks(ReadDesk reads, WriteDesk writes, Deletion deletion, ScaleDesk scales, Reviews reviews) {}

    private static final Set<String> READING = Set.of("get", "list", "watch");
    private final ResourceStore store;
    private final ServedKinds kinds;
    private final Desks desks;
    private final Map<String, SubresourceHandler> subresources;
    private final ClusterLimits limits;

    ResourceDesk(
            ResourceStore store,
            ServedKinds kinds,
            Desks desks,
            Map<String, SubresourceHandler> subresources,
            ClusterLimits limits) {
        this.store = store;
        this.kinds = kinds;
        this.desks = desks;
        this.subresources = subresources;
        this.limits = limits;
    }

    void handle(HttpServerRequest request, ApiRequest asked, User user) {
        var type = type(asked);
        if (type == null && !served(asked)) {
            Reply.text(request, 404, "404 page not found\n");
            return;
        }
        var handler = subresources.get(GroupResource.of(asked.group(), asked.resource()) + "/" + asked.subresource());
        if (handler != null) {
            RequestBody.read(request, limits.bodyBytes(), body -> custom(request, asked, type, handler, body, user));
        } else if (READING.contains(asked.verb())) {
            read(request, asked, known(asked, type));
        } else {
            var found = known(asked, type);
            var agent = request.getHeader("User-Agent");
            var options = WriteOptions.of(asked, agent == null ? "unknown" : agent);
            var order = new WriteDesk.Order(asked, found, user, options, new LinkedHashSet<>());
            RequestBody.read(request, limits.bodyBytes(), body -> warned(request, order, body));
        }
    }

    private boolean served(ApiRequest asked) {
        return kinds.catalog()
                        .documents()
                        .resources(asked.group(), asked.version())
                        .isPresent()
                || subresources.keySet().stream().anyMatch(name -> name.contains("." + asked.group() + "/"));
    }

    private @Nullable ResourceType type(ApiRequest asked) {
        return kinds.catalog()
                .find(asked.group(), asked.version(), asked.resource())
                .orElse(null);
    }

    private static ResourceType known(ApiRequest asked, @Nullable ResourceType type) {
        if (type == null) {
            throw StatusException.of(404, "NotFound", "the server could not find the requested resource");
        }
        if (!type.namespaced() && !asked.namespace().isEmpty()) {
            throw StatusException.of(404, "NotFound", "the server could not find the requested resource");
        }
        var below = asked.subresource();
        if (below.isEmpty() && !type.verbs().contains(asked.verb())
                || type.namespaced() && asked.namespace().isEmpty() && !READING.contains(asked.verb())) {
            throw StatusException.of(
                    405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        }
        var status = below.equals("status") && type.subresources().status();
        var scale = below.equals("scale") && type.subresources().scale() != null;
        var finalize = below.equals("finalize") && type.plural().equals("namespaces");
        if (!below.isEmpty() && !status && !scale && !finalize) {
            throw StatusException.of(404, "NotFound", "the server could not find the requested resource");
        }
        return type;
    }

    private void custom(
            HttpServerRequest request,
            ApiRequest asked,
            @Nullable ResourceType type,
            SubresourceHandler handler,
            JsonNode body,
            User user) {
        var shown = type != null
                ? type
                : ResourceType.of(
                        asked.group(),
                        asked.version(),
                        ResourceType.Names.of(asked.resource(), asked.resource()),
                        ResourceType.Scope.NAMESPACED);
        var call = new SubresourceHandler.Call(
                request.method().name(),
                shown,
                asked.subresource(),
                asked.key(),
                body.isMissingNode() ? null : body,
                user,
                asked.query());
        var answer = handler.handle(store, call);
        if (answer.body() == null) {
            request.response().setStatusCode(answer.code()).end();
        } else {
            Reply.json(request, answer.code(), answer.body());
        }
    }

    private void read(HttpServerRequest request, ApiRequest asked, ResourceType type) {
        if (asked.subresource().equals("scale")) {
            Reply.json(request, 200, desks.scales().get(type, asked.key()));
            return;
        }
        var versions = kinds.catalog().versions(type.groupResource()).size();
        var shape = desks.reads().shape(request, asked, type, versions);
        switch (asked.verb()) {
            case "get" -> desks.reads().get(request, asked, type, shape);
            case "list" -> desks.reads().list(request, asked, type, shape);
            default -> desks.reads().watch(request, asked, type, shape);
        }
    }

    private void warned(HttpServerRequest request, WriteDesk.Order order, JsonNode body) {
        try {
            write(request, order, body);
        } catch (StatusException refused) {
            Reply.warn(request, order.warnings());
            throw refused;
        }
    }

    private void write(HttpServerRequest request, WriteDesk.Order order, JsonNode body) {
        var type = order.type();
        if (order.request().verb().equals("create") && Reviews.isReview(type)) {
            Reply.json(request, 201, desks.reviews().answer(type, body, order.user()));
        } else if (order.request().verb().equals("deletecollection")) {
            deleteAll(request, order, body);
        } else if (order.request().subresource().equals("scale")) {
            scale(request, order, body);
        } else {
            answer(request, order, written(request, order, body));
        }
    }

    private WriteDesk.Written written(HttpServerRequest request, WriteDesk.Order order, JsonNode body) {
        return switch (order.request().verb()) {
            case "create" -> desks.writes().create(order, body);
            case "update" -> put(order, body);
            case "patch" -> Patches.apply(desks.writes(), order, mediaType(request), body);
            case "delete" -> desks.deletion().delete(order, order.request().key(), body);
            default ->
                throw StatusException.of(
                        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        };
    }

    private WriteDesk.Written put(WriteDesk.Order order, JsonNode body) {
        if (!(body instanceof ObjectNode)) {
            throw StatusException.badRequest("the object provided is unrecognized (must be of type %s): the body is not"
                            .formatted(order.type().kind())
                    + " an object");
        }
        return desks.writes()
                .update(order, WriteDesk.Manner.UPDATE, live -> desks.writes().taken(order, body.deepCopy()));
    }

    private void scale(HttpServerRequest request, WriteDesk.Order order, JsonNode body) {
        var scale = order.request().verb().equals("patch")
                ? JsonPatch.merge(
                        desks.scales().get(order.type(), order.request().key()), body)
                : body;
        Reply.json(request, 200, desks.scales().put(order, scale));
    }

    private static String mediaType(HttpServerRequest request) {
        var header = request.getHeader("Content-Type");
        return header == null ? "" : header.split(";")[0].strip();
    }

    private void answer(HttpServerRequest request, WriteDesk.Order order, WriteDesk.Written written) {
        Reply.warn(request, order.warnings());
        var object = written.object();
        if (object.path("kind").asText().equals("Status")) {
            Reply.json(request, written.code(), object);
            return;
        }
        object.put("apiVersion", order.type().apiVersion());
        var accept = Accept.of(request.getHeader("Accept"), "");
        Reply.json(
                request,
                written.code(),
                accept.shape() == Representation.Shape.METADATA ? Representation.metadataOnly(object) : object);
    }

    private void deleteAll(HttpServerRequest request, WriteDesk.Order order, JsonNode options) {
        var type = order.type();
        var selection = Selection.of(order.request(), type);
        var list = Json.object().put("kind", type.names().listKind()).put("apiVersion", type.apiVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(store.revision()));
        var items = list.putArray("items");
        for (var object : store.list(type.groupResource())) {
            if (selection.matches(object)) {
                desks.deletion().delete(order, object.key(), options);
                items.add(Json.parse(object.json()));
            }
        }
        Reply.json(request, 200, list);
    }
}
