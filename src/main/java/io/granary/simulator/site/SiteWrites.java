// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.site.SiteApi.Target;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Create, replace, merge patch, delete, and what KubeVirt does to a machine on request. */
final class SiteWrites {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cluster site;

    SiteWrites(Cluster site) {
        this.site = site;
    }

    void handle(HttpServerRequest request, Target target) {
        request.body().onSuccess(body -> {
            try {
                var node = body.length() == 0 ? JSON.createObjectNode() : JSON.readTree(body.getBytes());
                apply(request, target, node);
            } catch (IOException e) {
                Answer.status(request, 400, "BadRequest", "the body is not JSON");
            }
        });
    }

    private void apply(HttpServerRequest request, Target target, JsonNode body) {
        if (target.kind().equals(ResourceKind.VM) && !target.subresource().isEmpty()) {
            power(request, target);
            return;
        }
        switch (request.method().name()) {
            case "POST" -> create(request, target, body);
            case "PUT" -> replace(request, target, body);
            case "PATCH" -> patch(request, target, body);
            case "DELETE" -> delete(request, target);
            default -> Answer.status(request, 405, "MethodNotAllowed", "the method is not served here");
        }
    }

    private void power(HttpServerRequest request, Target target) {
        var life = site.life();
        var namespace = target.namespace();
        var name = target.name();
        if (site.shelf().get(ResourceKind.VM, namespace, name) == null) {
            Answer.notFound(request, target.kind(), name);
            return;
        }
        boolean done = switch (target.subresource()) {
            case "start" -> life.start(namespace, name);
            case "stop" -> life.stop(namespace, name);
            case "restart" -> life.restart(namespace, name);
            case "migrate" -> life.migrate(namespace, name);
            case "pause" -> life.pause(namespace, name);
            case "unpause" -> life.unpause(namespace, name);
            default -> false;
        };
        if (done) {
            request.response().setStatusCode(202).end();
        } else {
            Answer.status(
                    request,
                    409,
                    "Conflict",
                    ("Operation cannot be fulfilled on virtualmachine.kubevirt.io \"%s\": VM cannot %s"
                                    + " in its present state")
                            .formatted(name, target.subresource()));
        }
    }

    private void create(HttpServerRequest request, Target target, JsonNode body) {
        if (!(body instanceof ObjectNode object) || !(object.path("metadata") instanceof ObjectNode metadata)) {
            Answer.status(request, 422, "Invalid", "metadata is required");
            return;
        }
        if (metadata.path("name").asText().isEmpty()) {
            metadata.put(
                    "name",
                    metadata.path("generateName").asText("object-")
                            + new Seeds(site.shelf().resourceVersion()).suffix(5));
        }
        var name = metadata.path("name").asText();
        if (site.shelf().get(target.kind(), target.namespace(), name) != null) {
            Answer.status(request, 409, "AlreadyExists", target.kind() + " \"" + name + "\" already exists");
            return;
        }
        if (target.kind().namespaced()) {
            metadata.put("namespace", target.namespace());
        }
        metadata.put(
                "uid",
                new Seeds(site.shelf().resourceVersion())
                        .of(target.namespace())
                        .of(name)
                        .uuid()
                        .toString());
        metadata.put(
                "creationTimestamp",
                Instant.ofEpochSecond(site.now().getEpochSecond()).toString());
        metadata.put("generation", 1);
        store(request, new Target(target.kind(), target.namespace(), name, ""), object, 201);
    }

    private void replace(HttpServerRequest request, Target target, JsonNode body) {
        var entry = site.shelf().get(target.kind(), target.namespace(), target.name());
        if (entry == null || !(body instanceof ObjectNode object)) {
            Answer.notFound(request, target.kind(), target.name());
            return;
        }
        var version = object.at("/metadata/resourceVersion").asText();
        if (!version.isEmpty() && !version.equals(Long.toString(entry.resourceVersion()))) {
            Answer.status(
                    request,
                    409,
                    "Conflict",
                    ("Operation cannot be fulfilled on %s \"%s\": the object has been"
                                    + " modified; please apply your changes to the latest version and try again")
                            .formatted(target.kind(), target.name()));
            return;
        }
        store(request, target, object, 200);
    }

    private void patch(HttpServerRequest request, Target target, JsonNode body) {
        var type = String.valueOf(request.getHeader("Content-Type"));
        if (!type.contains("merge-patch") || !(body instanceof ObjectNode change)) {
            Answer.status(request, 415, "UnsupportedMediaType", "sites take merge patches, not " + type);
            return;
        }
        var entry = site.shelf().get(target.kind(), target.namespace(), target.name());
        if (entry == null) {
            Answer.notFound(request, target.kind(), target.name());
            return;
        }
        store(request, target, merged(read(entry), change), 200);
    }

    private void delete(HttpServerRequest request, Target target) {
        boolean gone = target.kind().equals(ResourceKind.VM)
                ? site.life().delete(target.namespace(), target.name())
                : site.shelf()
                        .remove(target.kind(), target.namespace(), target.name())
                        .isPresent();
        if (gone) {
            Answer.success(request);
        } else {
            Answer.notFound(request, target.kind(), target.name());
        }
    }

    private void store(HttpServerRequest request, Target target, ObjectNode object, int code) {
        if (request.getParam("dryRun") != null) {
            Answer.json(request, code, written(object));
            return;
        }
        if (target.kind().equals(ResourceKind.VM)) {
            site.life().accept(object);
        } else {
            site.shelf().put(target.kind(), target.namespace(), target.name(), version -> {
                ((ObjectNode) object.path("metadata")).put("resourceVersion", version);
                return written(object);
            });
        }
        var entry = site.shelf().get(target.kind(), target.namespace(), target.name());
        Answer.json(request, code, entry == null ? written(object) : entry.json());
    }

    private static ObjectNode merged(ObjectNode object, ObjectNode change) {
        change.properties().forEach(property -> {
            var value = property.getValue();
            if (value.isNull()) {
                object.remove(property.getKey());
            } else if (value instanceof ObjectNode inner && object.path(property.getKey()) instanceof ObjectNode own) {
                merged(own, inner);
            } else {
                object.set(property.getKey(), value);
            }
        });
        return object;
    }

    private static ObjectNode read(Entry entry) {
        try {
            return (ObjectNode) JSON.readTree(entry.json());
        } catch (IOException e) {
            throw new UncheckedIOException("a stored object cannot be read", e);
        }
    }

    private static byte[] written(ObjectNode object) {
        try {
            return JSON.writeValueAsBytes(object);
        } catch (IOException e) {
            throw new UncheckedIOException("an object cannot be written", e);
        }
    }
}
