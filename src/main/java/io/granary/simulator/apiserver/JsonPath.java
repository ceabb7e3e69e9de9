// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JSONPath of printer columns: fields, quoted fields, indexes, {@code [*]} and filters with {@code ==}. */
final class JsonPath {
    private static final Pattern STEP =
            Pattern.compile("\\.((?:[^.\\[\\\\]|\\\\.)+)|\\[(['\"])(.*?)\\2]|\\[\\*]|\\[(-?\\d+)]"
                    + "|\\[\\?\\(\\s*@((?:\\.[^=!<>\\s]+)+)\\s*==\\s*['\"]?([^'\")]*)['\"]?\\s*\\)]");
    private final List<Function<JsonNode, Stream<JsonNode>>> steps;

    private JsonPath(List<Function<JsonNode, Stream<JsonNode>>> steps) {
        this.steps = steps;
    }

    static JsonPath parse(String path) {
        var steps = new ArrayList<Function<JsonNode, Stream<JsonNode>>>();
        var text = path.startsWith("{") ? path.substring(1, path.length() - 1) : path;
        var step = STEP.matcher(text.startsWith("$") ? text.substring(1) : text);
        while (step.find()) {
            steps.add(step(step));
        }
        return new JsonPath(List.copyOf(steps));
    }

    List<JsonNode> find(JsonNode root) {
        var found = Stream.of(root);
        for (var step : steps) {
            found = found.flatMap(step);
        }
        return found.filter(node -> !node.isMissingNode()).toList();
    }

    private static Function<JsonNode, Stream<JsonNode>> step(java.util.regex.Matcher step) {
        if (step.group(1) != null) {
            var name = step.group(1).replace("\\", "");
            return name.equals("*") ? node -> node.valueStream() : node -> Stream.of(node.path(name));
        }
        if (step.group(3) != null) {
            var name = step.group(3);
            return node -> Stream.of(node.path(name));
        }
        if (step.group(4) != null) {
            var index = Integer.parseInt(step.group(4));
            return node -> Stream.of(node.path(index < 0 ? node.size() + index : index));
        }
        if (step.group(5) != null) {
            var field = parse(step.group(5));
            var wanted = step.group(6).strip();
            return node -> node.valueStream()
                    .filter(item -> field.find(item).stream()
                            .anyMatch(value -> value.asText().equals(wanted)));
        }
        return JsonNode::valueStream;
    }
}
