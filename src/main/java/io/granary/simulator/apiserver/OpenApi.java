// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Writes an OpenAPI v3 document of a group and version: schemas in full, operations as far as clients look at them. */
final class OpenApi {
    private static final String PREFIX = "#/components/schemas/";
    private static final Map<String, String> ACTIONS =
            Map.of("get", "get", "put", "put", "patch", "patch", "delete", "delete", "post", "post");
    private final Discovery discovery;

    OpenApi(Discovery discovery) {
        this.discovery = discovery;
    }

    ObjectNode document(String group, String version) {
        var types = discovery.versions(group).getOrDefault(version, List.of());
        var document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.35.0");
        var paths = document.putObject("paths");
        var schemas = document.putObject("components").putObject("schemas");
        for (var type : types) {
            paths(paths, type);
            var source = type.schema();
            if (source == null) {
                schemas.set(
                        definition(type),
                        stamped(
                                Json.object().put("type", "object").put("x-kubernetes-preserve-unknown-fields", true),
                                type));
            } else if (source.origin() == ResourceType.SchemaSource.Origin.BUILT_IN) {
                include(schemas, source.definition());
            } else {
                schemas.set(source.definition(), stamped(source.schema(), type));
                include(schemas, BuiltInTypes.META);
            }
            list(schemas, type);
        }
        return document;
    }

    private static ObjectNode stamped(JsonNode schema, ResourceType type) {
        var node = schema.isObject()
                ? ((ObjectNode) schema).deepCopy()
                : Json.object().put("type", "object");
        var properties = Json.child(node, "properties");
        text(properties, "apiVersion", "APIVersion defines the versioned schema of this representation of an object.");
        text(properties, "kind", "Kind is a string value representing the REST resource this object represents.");
        var meta = Json.child(properties, "metadata");
        meta.removeAll();
        meta.put("description", "Standard object's metadata.")
                .putArray("allOf")
                .addObject()
                .put("$ref", PREFIX + BuiltInTypes.META);
        node.putArray("x-kubernetes-group-version-kind").add(kind(type));
        return node;
    }

    private static void text(ObjectNode properties, String name, String help) {
        properties.putObject(name).put("type", "string").put("description", help);
    }

    private static void include(ObjectNode schemas, String name) {
        if (schemas.has(name)) {
            return;
        }
        var schema = BuiltInTypes.definition(name);
        schemas.set(name, schema);
        var referenced = new TreeSet<String>();
        references(schema, referenced);
        referenced.forEach(each -> include(schemas, each));
    }

    private static void references(JsonNode node, TreeSet<String> found) {
        node.properties().forEach(field -> {
            if (field.getKey().equals("$ref") && field.getValue().isTextual()) {
                found.add(field.getValue().asText().substring(PREFIX.length()));
            }
        });
        node.valueStream().filter(JsonNode::isContainerNode).forEach(each -> references(each, found));
    }

    private static void list(ObjectNode schemas, ResourceType type) {
        var schema = schemas.putObject(definition(type) + "List").put("type", "object");
        var properties = schema.putObject("properties");
        text(properties, "apiVersion", "APIVersion of the list.");
        text(properties, "kind", "Kind of the list.");
        properties.putObject("items").put("type", "array").putObject("items").put("$ref", PREFIX + definition(type));
        schema.putArray("required").add("items");
        var gvk = schema.putArray("x-kubernetes-group-version-kind").addObject();
        gvk.put("group", type.group())
                .put("version", type.version())
                .put("kind", type.names().listKind());
    }

    private static String definition(ResourceType type) {
        var source = type.schema();
        return source != null
                ? source.definition()
                : CustomTypes.reversed(type.group().isEmpty() ? "core" : type.group()) + "." + type.version() + "."
                        + type.kind();
    }

    private static void paths(ObjectNode paths, ResourceType type) {
        var root = (type.group().isEmpty() ? "/api/" : "/apis/") + type.apiVersion();
        var collection = root + (type.namespaced() ? "/namespaces/{namespace}/" : "/") + type.plural();
        var all = paths.putObject(collection);
        operation(all, "get", type, "list");
        operation(all, "post", type, "post");
        if (type.namespaced()) {
            operation(paths.putObject(root + "/" + type.plural()), "get", type, "list");
        }
        if (!type.verbs().contains("get")) {
            return;
        }
        var one = paths.putObject(collection + "/{name}");
        ACTIONS.keySet().stream()
                .filter(method -> !method.equals("post"))
                .sorted()
                .forEach(method -> operation(one, method, type, ACTIONS.getOrDefault(method, method)));
        if (type.subresources().status()) {
            var status = paths.putObject(collection + "/{name}/status");
            List.of("get", "put", "patch").forEach(method -> operation(status, method, type, method));
        }
    }

    private static void operation(ObjectNode path, String method, ResourceType type, String action) {
        var operation = path.putObject(method).put("operationId", action + type.kind() + type.version());
        if (!method.equals("get")) {
            var parameters = operation.putArray("parameters");
            for (var name : List.of("dryRun", "fieldManager", "fieldValidation")) {
                parameters
                        .addObject()
                        .put("name", name)
                        .put("in", "query")
                        .putObject("schema")
                        .put("type", "string");
            }
        }
        operation
                .putObject("responses")
                .putObject("200")
                .put("description", "OK")
                .putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", PREFIX + definition(type));
        operation.put("x-kubernetes-action", action);
        operation.set("x-kubernetes-group-version-kind", kind(type));
    }

    private static ObjectNode kind(ResourceType type) {
        return Json.object()
                .put("group", type.group())
                .put("version", type.version())
                .put("kind", type.kind());
    }
}
