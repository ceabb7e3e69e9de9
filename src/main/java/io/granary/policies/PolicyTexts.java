// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.policies.core.PolicyCheck;
import io.granary.policies.core.PolicyContent;
import io.granary.rollout.Content;
import java.util.List;
import java.util.Map;
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
        return value.isTextual() ? value.textValue() : value.isNull() ? "" : value.toString();
    }

    static PolicyContent content(PolicySpec spec, Map<String, String> settings, PolicyCheck.Findings findings) {
        return new PolicyContent(spec, settings, objects(spec), findings.accepted(), hash(spec, settings));
    }

    private static List<String> objects(PolicySpec spec) {
        return spec.objects().stream().map(JsonNode::toString).toList();
    }

    /** Ten hexadecimal digits over what sites get: not over who gets it and how hard it is kept. */
    static String hash(PolicySpec spec, Map<String, String> settings) {
        var texts = settings.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> (JsonNode) TextNode.valueOf(entry.getValue())));
        return Content.hash(new PolicySpec(
                null, null, texts, spec.objects(), spec.parameters(), spec.overrides(), null, List.of()));
    }
}
