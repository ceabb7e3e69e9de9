// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The schemas that one user sees: one for each kind that he may do anything with, and Steve's own two. */
final class Schemas {
    static final String COUNT = "count";

    private final SteveObjects objects;

    Schemas(SteveObjects objects) {
        this.objects = objects;
    }

    List<ObjectNode> all(List<SteveType> types, String root, Access access) {
        var schemas = new ArrayList<ObjectNode>();
        schemas.add(own(COUNT, "counts", root));
        schemas.add(own("schema", "schemas", root));
        schemas.add(own("userpreference", "userpreferences", root));
        types.stream()
                .filter(type -> seen(type, access))
                .map(type -> schema(type, root, access))
                .forEach(schemas::add);
        return schemas;
    }

    private static boolean seen(SteveType type, Access access) {
        return access.listsSomething(type)
                || List.of("create", "update", "patch", "delete").stream()
                        .anyMatch(verb -> access.somewhere(verb, type));
    }

    ObjectNode schema(SteveType type, String root, Access access) {
        var kind = type.type();
        var schema = Json.object().put("id", type.id()).put("type", "schema");
        var links = schema.putObject("links").put("self", root + "/schemas/" + type.id());
        schema.put("pluralName", type.plural());
        schema.putObject("resourceFields");
        schema.putObject("resourceActions");
        schema.putObject("collectionActions");
        var one = schema.putArray("resourceMethods");
        var all = schema.putArray("collectionMethods");
        if (access.listsSomething(type)) {
            links.put("collection", root + "/" + type.plural());
            one.add("GET");
            all.add("GET");
        }
        List.of("update PUT", "patch PATCH", "delete DELETE").forEach(pair -> {
            if (access.somewhere(pair.substring(0, pair.indexOf(' ')), type)) {
                one.add(pair.substring(pair.indexOf(' ') + 1));
            }
        });
        if (access.somewhere("create", type)) {
            all.add("POST");
        }
        var attributes = schema.putObject("attributes")
                .put("group", kind.group())
                .put("version", kind.version())
                .put("kind", kind.kind())
                .put("resource", kind.plural())
                .put("namespaced", kind.namespaced());
        var verbs = attributes.putArray("verbs");
        kind.verbs().stream().sorted().forEach(verbs::add);
        columns(type, attributes);
        return schema;
    }

    private void columns(SteveType type, ObjectNode attributes) {
        var columns = attributes.putArray("columns");
        var definitions = objects.columns(type).definitions();
        for (var i = 0; i < definitions.size(); i++) {
            var definition = definitions.path(i).<ObjectNode>deepCopy();
            columns.add(definition.put("field", "$.metadata.fields[" + i + "]"));
        }
    }

    private static ObjectNode own(String id, String plural, String root) {
        var schema = Json.object().put("id", id).put("type", "schema");
        schema.putObject("links").put("self", root + "/schemas/" + id).put("collection", root + "/" + plural);
        schema.put("pluralName", plural);
        schema.putObject("resourceFields");
        schema.putArray("resourceMethods").add("GET");
        schema.putArray("collectionMethods").add("GET");
        schema.putObject("attributes");
        return schema;
    }
}
