// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiKinds.Resource;
import io.granary.api.core.ApiKinds.Scope;

/** The OpenAPI documents, which make {@code kubectl explain} work. */
final class OpenApi {
    private static final String PACKAGE = "io.granary.inventory.v1alpha1.";
    private static final String GVK = "x-kubernetes-group-version-kind";

    private OpenApi() {}

    static ObjectNode v3() {
        var document = JsonNodeFactory.instance.objectNode().put("openapi", "3.0.0");
        info(document);
        var paths = document.putObject("paths");
        ApiKinds.ALL.forEach(resource -> paths(paths, resource, "#/components/schemas/", true));
        definitions(document.putObject("components").putObject("schemas"), "#/components/schemas/");
        return document;
    }

    static ObjectNode v2() {
        var document = JsonNodeFactory.instance.objectNode().put("swagger", "2.0");
        info(document);
        var paths = document.putObject("paths");
        ApiKinds.ALL.forEach(resource -> paths(paths, resource, "#/definitions/", false));
        definitions(document.putObject("definitions"), "#/definitions/");
        return document;
    }

    private static void info(ObjectNode document) {
        document.putObject("info").put("title", "Granary inventory").put("version", ApiKinds.VERSION);
    }

    private static void paths(ObjectNode paths, Resource resource, String refs, boolean third) {
        var base = "/apis/" + ApiKinds.GROUP_VERSION + '/';
        var collection = base + resource.plural();
        if (resource.can("list")) {
            operation(paths.putObject(collection).putObject("get"), resource, "list", refs, third);
        }
        if (resource.scope() == Scope.NAMESPACED) {
            collection = base + "namespaces/{namespace}/" + resource.plural();
            if (resource.can("list")) {
                operation(paths.putObject(collection).putObject("get"), resource, "list", refs, third);
            }
        }
        if (resource.can("create")) {
            operation(paths.putObject(collection).putObject("post"), resource, "post", refs, third);
        }
        if (resource.can("get")) {
            operation(paths.putObject(collection + "/{name}").putObject("get"), resource, "get", refs, third);
        }
    }

    private static void operation(ObjectNode operation, Resource resource, String action, String refs, boolean third) {
        operation.put("x-kubernetes-action", action);
        gvk(operation.putObject(GVK), resource.kind());
        var ok = operation.putObject("responses").putObject("200").put("description", "OK");
        var kind = action.equals("list") ? resource.kind() + "List" : resource.kind();
        var holder = third ? ok.putObject("content").putObject(Replies.JSON) : ok;
        holder.putObject("schema").put("$ref", refs + PACKAGE + kind);
    }

    private static void definitions(ObjectNode definitions, String refs) {
        for (var resource : ApiKinds.ALL) {
            var kind = definitions.putObject(PACKAGE + resource.kind());
            OpenApiFields.describe(kind, resource, refs + PACKAGE + ApiKinds.FLEET_VMS.kind());
            gvk(kind.putArray(GVK).addObject(), resource.kind());
            if (resource.can("list")) {
                list(definitions.putObject(PACKAGE + resource.kind() + "List"), resource, refs);
            }
        }
    }

    private static void list(ObjectNode list, Resource resource, String refs) {
        list.put("type", "object").put("description", "A list of " + resource.kind() + '.');
        var properties = list.putObject("properties");
        OpenApiFields.typed(properties, "apiVersion", "string", "The version of this representation.");
        OpenApiFields.typed(properties, "kind", "string", "The kind of this representation.");
        OpenApiFields.typed(properties, "metadata", "object", "resourceVersion, continue and remainingItemCount.");
        var items = properties.putObject("items").put("type", "array").put("description", "The objects of this page.");
        items.putObject("items").put("$ref", refs + PACKAGE + resource.kind());
        gvk(list.putArray(GVK).addObject(), resource.kind() + "List");
    }

    private static void gvk(ObjectNode gvk, String kind) {
        gvk.put("group", ApiKinds.GROUP).put("version", ApiKinds.VERSION).put("kind", kind);
    }
}
