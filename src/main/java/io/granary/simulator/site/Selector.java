// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The label and field selectors of a request. An entry is read only when labels are asked for. */
final class Selector implements Predicate<Entry> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TERM = Pattern.compile(
            "\\s*(!?)([^\\s=!,()]+)\\s*(?:(==|=|!=)\\s*([^,]*)|\\s(in|notin)\\s*\\(([^)]*)\\))?\\s*(?:,|$)");

    private final List<Predicate<JsonNode>> labels = new ArrayList<>();
    private final List<Predicate<Entry>> fields = new ArrayList<>();

    private Selector() {}

    static Selector of(HttpServerRequest request) {
        var selector = new Selector();
        var labels = request.getParam("labelSelector");
        var fields = request.getParam("fieldSelector");
        if (labels != null && !labels.isBlank()) {
            selector.readLabels(labels);
        }
        if (fields != null && !fields.isBlank()) {
            selector.readFields(fields);
        }
        return selector;
    }

    @Override
    public boolean test(Entry entry) {
        if (!fields.stream().allMatch(field -> field.test(entry))) {
            return false;
        }
        if (labels.isEmpty()) {
            return true;
        }
        try {
            var own = JSON.readTree(entry.json()).at("/metadata/labels");
            return labels.stream().allMatch(label -> label.test(own));
        } catch (IOException e) {
            throw new UncheckedIOException("a stored object cannot be read", e);
        }
    }

    private void readLabels(String text) {
        var terms = TERM.matcher(text);
        while (terms.find()) {
            var key = terms.group(2);
            if (terms.group(5) != null) {
                var values = Arrays.stream(terms.group(6).split(","))
                        .map(String::strip)
                        .toList();
                boolean in = terms.group(5).equals("in");
                labels.add(own ->
                        in == (own.has(key) && values.contains(own.path(key).asText())));
            } else if (terms.group(3) != null) {
                var value = terms.group(4).strip();
                boolean equal = !terms.group(3).equals("!=");
                labels.add(
                        own -> equal == (own.has(key) && own.path(key).asText().equals(value)));
            } else {
                boolean exists = terms.group(1).isEmpty();
                labels.add(own -> exists == own.has(key));
            }
        }
    }

    private void readFields(String text) {
        for (var term : text.split(",")) {
            int equals = term.indexOf('=');
            var field = term.substring(0, Math.max(0, equals)).replace("!", "").strip();
            var value = term.substring(equals + 1).replaceFirst("^=", "").strip();
            boolean wanted = equals < 1 || term.charAt(equals - 1) != '!';
            switch (field) {
                case "metadata.name" ->
                    fields.add(entry -> wanted == entry.name().equals(value));
                case "metadata.namespace" ->
                    fields.add(entry -> wanted == entry.namespace().equals(value));
                default -> fields.add(entry -> false);
            }
        }
    }
}
