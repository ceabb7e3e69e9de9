// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.charts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The charts of this repository, rendered by Helm itself. */
public final class Charts {
    public static final Path HUB = Path.of("charts/granary");
    public static final Path DEFINITIONS = Path.of("charts/granary-crd");
    static final YAMLMapper YAML = new YAMLMapper();

    private Charts() {}

    /** What {@code helm template granary charts/granary -n granary-system} prints. */
    static String render(Path chart, Map<String, Object> values) {
        var template = new Helm(chart)
                .template()
                .withName(chart.getFileName().toString())
                .withNamespace("granary-system")
                .withKubeVersion("1.33.0");
        values.forEach(template::set);
        return template.call();
    }

    /** The objects of the chart with these values, in Helm's order. */
    public static List<JsonNode> objects(Map<String, Object> values) {
        return parsed(render(HUB, values));
    }

    /** What the chart sets, in the pod of this name. */
    public static Map<String, String> environment(String pod) {
        return environment(pod, Map.of());
    }

    /** The same for these values. */
    static Map<String, String> environment(String pod, Map<String, Object> values) {
        var environment = new TreeMap<String, String>();
        var deployment = only(objects(values), "Deployment", "granary");
        for (var variable : deployment.at("/spec/template/spec/containers/0/env")) {
            environment.put(
                    variable.path("name").asText(),
                    variable.path("value").asText().replace("$(POD_NAME)", pod));
        }
        environment.remove("JAVA_TOOL_OPTIONS");
        return environment;
    }

    static List<JsonNode> parsed(String rendered) {
        var found = new ArrayList<JsonNode>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(rendered)) {
            while (documents.hasNext()) {
                var document = documents.next();
                if (document.isObject()) {
                    found.add(document);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("The chart renders to no YAML", broken);
        }
        return found;
    }

    static JsonNode only(List<JsonNode> objects, String kind, String name) {
        return objects.stream()
                .filter(one -> one.path("kind").asText().equals(kind)
                        && one.at("/metadata/name").asText().equals(name))
                .reduce((first, second) -> {
                    throw new AssertionError("There are two of " + kind + "/" + name);
                })
                .orElseThrow(() -> new AssertionError("There is no " + kind + "/" + name));
    }
}
