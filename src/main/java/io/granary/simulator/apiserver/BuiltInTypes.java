// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * Kubernetes' own kinds, as a kube-apiserver 1.36 describes them in discovery and OpenAPI v3 (descriptions shortened);
 * read once from {@code simulator/apiserver/built-in.json.gz}.
 */
final class BuiltInTypes {
    static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    private static final ObjectNode DOCUMENT = read();
    private static final Map<String, String[]> SELECTABLE = Map.of(
            "pods", new String[] {"spec.nodeName", "spec.restartPolicy", "status.phase", "status.podIP"},
            "secrets", new String[] {"type"},
            "namespaces", new String[] {"status.phase"},
            "nodes", new String[] {"spec.unschedulable"},
            "services", new String[] {"spec.clusterIP", "spec.type"},
            "events",
                    new String[] {
                        "involvedObject.kind",
                        "involvedObject.namespace",
                        "involvedObject.name",
                        "involvedObject.uid",
                        "involvedObject.apiVersion",
                        "involvedObject.resourceVersion",
                        "involvedObject.fieldPath",
                        "reason",
                        "reportingComponent",
                        "source",
                        "type"
                    });

    private BuiltInTypes() {}

    /** The kinds of these groups; none means all. */
    static List<ResourceType> load(Set<String> groups) {
        var types = new ArrayList<ResourceType>();
        for (var group : DOCUMENT.path("groups")) {
            var name = group.path("group").asText();
            if (groups.isEmpty() || groups.contains(name)) {
                group.path("resources")
                        .forEach(each ->
                                types.add(type(name, group.path("version").asText(), each)));
            }
        }
        return types;
    }

    /** The definition behind {@code #/components/schemas/<name>}. */
    static JsonNode definition(String name) {
        return DOCUMENT.path("schemas").path(name);
    }

    private static ResourceType type(String group, String version, JsonNode each) {
        var kind = each.path("kind").asText();
        var plural = each.path("name").asText();
        var names = new ResourceType.Names(
                kind,
                plural,
                each.path("singular").asText(),
                kind + "List",
                texts(each.path("shortNames")),
                texts(each.path("categories")));
        var scope = each.path("namespaced").asBoolean() ? ResourceType.Scope.NAMESPACED : ResourceType.Scope.CLUSTER;
        var below = Set.copyOf(texts(each.path("subresources")));
        var scale = below.contains("scale")
                ? new ResourceType.ScalePaths(".spec.replicas", ".status.replicas", ".status.selector")
                : null;
        var definition = each.path("definition").asText();
        var schema = new ResourceType.SchemaSource(
                ResourceType.SchemaSource.Origin.BUILT_IN, definition, definition(definition));
        return new ResourceType(
                group,
                version,
                names,
                scope,
                version,
                Set.copyOf(texts(each.path("verbs"))),
                new ResourceType.Subresources(below.contains("status"), scale, Set.of()),
                schema,
                List.of(),
                Set.of(SELECTABLE.getOrDefault(plural, new String[0])));
    }

    static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).collect(Collectors.toList());
    }

    private static ObjectNode read() {
        var name = "/simulator/apiserver/built-in.json.gz";
        try (var raw = Objects.requireNonNull(BuiltInTypes.class.getResourceAsStream(name), name);
                var plain = new GZIPInputStream(raw)) {
            return Json.parse(plain.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
