// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.policies.core.PolicyCheck;
import io.granary.policies.core.PolicyContent;
import io.granary.policies.core.SecretValues;
import io.granary.rollout.Content;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Takes the content of a policy out of its wire form. */
final class PolicyTexts {
    private PolicyTexts() {}

    /** The settings as Harvester holds them: texts as they are, the rest as JSON. */
    static Map<String, String> settings(PolicySpec spec) {
        var texts = new TreeMap<String, String>();
        spec.settings().forEach((name, value) -> texts.put(name, text(value)));
        return texts;
    }

    private static String text(JsonNode value) {
        var placed = placed(value);
        return placed.isTextual() ? placed.textValue() : placed.isNull() ? "" : placed.toString();
    }

    /** The same with {@code valueFrom.secretKeyRef} as the place that {@link SecretValues} fills. */
    private static JsonNode placed(JsonNode value) {
        if (value.has("valueFrom")) {
            var reference = value.path("valueFrom").path("secretKeyRef");
            return TextNode.valueOf(new SecretValues.Place(
                            reference.path("name").asText(""),
                            reference.path("key").asText(""))
                    .text());
        }
        if (value instanceof ObjectNode object) {
            var copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), placed(field.getValue())));
            return copy;
        }
        if (value instanceof ArrayNode array) {
            var copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> copy.add(placed(item)));
            return copy;
        }
        return value;
    }

    /** What settings and objects want from Secrets. */
    static Set<SecretValues.Place> places(PolicySpec spec) {
        var places = new LinkedHashSet<SecretValues.Place>();
        settings(spec).values().forEach(text -> places.addAll(SecretValues.in(text)));
        objects(spec).forEach(text -> places.addAll(SecretValues.in(text)));
        return places;
    }

    static PolicyContent content(
            PolicySpec spec, Map<String, String> settings, PolicyCheck.Findings findings, SecretValues secrets) {
        return new PolicyContent(spec, settings, objects(spec), findings.accepted(), hash(spec, settings), secrets);
    }

    private static List<String> objects(PolicySpec spec) {
        return spec.objects().stream()
                .map(PolicyTexts::placed)
                .map(JsonNode::toString)
                .toList();
    }

    /** Ten hexadecimal digits over what sites get: not over who gets it and how hard it is kept. */
    static String hash(PolicySpec spec, Map<String, String> settings) {
        var texts = settings.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> (JsonNode) TextNode.valueOf(entry.getValue())));
        return Content.hash(new PolicySpec(
                null, null, texts, spec.objects(), spec.parameters(), spec.overrides(), null, List.of(), null));
    }
}
