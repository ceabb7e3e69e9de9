// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The types a CustomResourceDefinition (apiextensions.k8s.io/v1) declares. */
final class CustomTypes {
    private CustomTypes() {}

    /** One type for each served version, in the order of preference. */
    static List<ResourceType> of(JsonNode definition) {
        var spec = definition.path("spec");
        var versions = spec.path("versions");
        var storage = versions.valueStream()
                .filter(version -> version.path("storage").asBoolean())
                .map(version -> version.path("name").asText())
                .findFirst()
                .orElse("");
        var types = new ArrayList<ResourceType>();
        for (var version : versions) {
            if (version.path("served").asBoolean()) {
                types.add(type(spec, version, storage));
            }
        }
        types.sort(Comparator.comparing(ResourceType::version, VersionOrder.PREFERRED_FIRST));
        return types;
    }

    private static ResourceType type(JsonNode spec, JsonNode version, String storage) {
        var group = spec.path("group").asText();
        var scope = spec.path("scope").asText().equals("Cluster")
                ? ResourceType.Scope.CLUSTER
                : ResourceType.Scope.NAMESPACED;
        var names = names(spec.path("names"));
        var name = version.path("name").asText();
        var definition = reversed(group) + "." + name + "." + names.kind();
        var schema = new ResourceType.SchemaSource(
                ResourceType.SchemaSource.Origin.CUSTOM, definition, version.at("/schema/openAPIV3Schema"));
        return new ResourceType(
                group,
                name,
                names,
                scope,
                storage,
                ResourceType.ALL_VERBS,
                subresources(version.path("subresources")),
                schema,
                columns(version),
                selectable(version));
    }

    private static ResourceType.Names names(JsonNode names) {
        var kind = names.path("kind").asText();
        var singular = names.path("singular").asText(kind.toLowerCase(java.util.Locale.ROOT));
        return new ResourceType.Names(
                kind,
                names.path("plural").asText(),
                singular,
                names.path("listKind").asText(kind + "List"),
                BuiltInTypes.texts(names.path("shortNames")),
                BuiltInTypes.texts(names.path("categories")));
    }

    private static ResourceType.Subresources subresources(JsonNode node) {
        var scale = node.path("scale");
        var paths = scale.isMissingNode()
                ? null
                : new ResourceType.ScalePaths(
                        scale.path("specReplicasPath").asText(),
                        scale.path("statusReplicasPath").asText(),
                        scale.path("labelSelectorPath").asText(null));
        return new ResourceType.Subresources(node.has("status"), paths, Set.of());
    }

    private static List<ResourceType.PrinterColumn> columns(JsonNode version) {
        return version.path("additionalPrinterColumns")
                .valueStream()
                .map(column -> new ResourceType.PrinterColumn(
                        column.path("name").asText(),
                        column.path("type").asText("string"),
                        column.path("format").asText(""),
                        column.path("description").asText(""),
                        column.path("priority").asInt(0),
                        column.path("jsonPath").asText()))
                .toList();
    }

    private static Set<String> selectable(JsonNode version) {
        return version.path("selectableFields")
                .valueStream()
                .map(field -> field.path("jsonPath").asText().substring(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** {@code granary.io} becomes {@code io.granary}, as in OpenAPI definition names. */
    static String reversed(String group) {
        return String.join(".", List.of(group.split("\\.")).reversed());
    }
}
