// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.charts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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

    /**
     * Those of the defaults by kind, namespace and name, without the labels of whoever made them and of the version.
     */
    public static SortedMap<String, JsonNode> plain() {
        return plain(objects(Map.of()));
    }

    /** The same of other objects. */
    public static SortedMap<String, JsonNode> plain(List<JsonNode> objects) {
        var found = new TreeMap<String, JsonNode>();
        for (var object : objects) {
            for (var labels : object.findValues("labels")) {
                ((ObjectNode) labels)
                        .remove(List.of("helm.sh/chart", "app.kubernetes.io/managed-by", "app.kubernetes.io/version"));
            }
            var metadata = object.path("metadata");
            var place = metadata.path("namespace").asText("") + "/"
                    + metadata.path("name").asText();
            found.put(object.path("kind").asText() + " " + place, object);
        }
        return found;
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

    /** The objects of a text in YAML. */
    public static List<JsonNode> parsed(String rendered) {
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
