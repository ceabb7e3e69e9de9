// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A field in Steve's query grammar: {@code metadata.labels[a.b/c]}, {@code metadata.fields[2]}. */
record FieldPath(List<String> steps) {
    private static final Pattern STEP = Pattern.compile("\\[([^\\]]*)]|([^.\\[]+)");

    static FieldPath parse(String text) {
        var steps = new ArrayList<String>();
        var matcher = STEP.matcher(text);
        while (matcher.find()) {
            var quoted = matcher.group(1);
            steps.add(quoted == null ? matcher.group(2) : quoted.replaceAll("^[\"']|[\"']$", ""));
        }
        return new FieldPath(List.copyOf(steps));
    }

    /** All values there; a list is looked into unless a number says where. */
    List<JsonNode> find(JsonNode object) {
        var found = Stream.of(object);
        for (var step : steps) {
            found = found.flatMap(node -> below(node, step));
        }
        return found.flatMap(node -> node.isArray() ? node.valueStream() : Stream.of(node))
                .filter(node -> !node.isMissingNode() && !node.isNull())
                .toList();
    }

    private static Stream<JsonNode> below(JsonNode node, String step) {
        if (node.isArray()) {
            return step.matches("[0-9]{1,4}")
                    ? Stream.of(node.path(Integer.parseInt(step)))
                    : node.valueStream().map(item -> item.path(step));
        }
        return Stream.of(node.path(step));
    }
}
