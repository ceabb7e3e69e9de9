// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A field selector (apimachinery {@code fields.ParseSelector}); which fields are known depends on the kind. */
record FieldSelector(List<Term> terms) {
    static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    record Term(String field, String value, boolean equal) {}

    static FieldSelector parse(String text, ResourceType type) {
        if (text.isBlank()) {
            return EVERYTHING;
        }
        var terms = new ArrayList<Term>();
        for (var part : split(text)) {
            if (!part.isEmpty()) {
                terms.add(term(text, part, type));
            }
        }
        return new FieldSelector(List.copyOf(terms));
    }

    boolean matches(ObjectKey key, Supplier<? extends JsonNode> body) {
        for (var term : terms) {
            var value = switch (term.field) {
                case "metadata.name" -> key.name();
                case "metadata.namespace" -> key.namespace();
                default -> at(body.get(), term.field);
            };
            if (value.equals(term.value) != term.equal) {
                return false;
            }
        }
        return true;
    }

    private static String at(JsonNode body, String field) {
        var node = body;
        for (var step : field.split("\\.")) {
            node = node.path(step);
        }
        return node.asText("");
    }

    private static Term term(String whole, String part, ResourceType type) {
        var at = part.indexOf('=');
        if (at < 0) {
            throw StatusException.badRequest("invalid selector: '%s'; can't understand '%s'".formatted(whole, part));
        }
        var negated = at > 0 && part.charAt(at - 1) == '!';
        var twice = part.startsWith("==", at);
        var field = part.substring(0, negated ? at - 1 : at);
        var value = unescape(part.substring(at + (twice ? 2 : 1)));
        var known = field.equals("metadata.name")
                || field.equals("metadata.namespace")
                || type.selectableFields().contains(field);
        if (!known) {
            var plain =
                    type.selectableFields().isEmpty() && !SchemaView.of(type).custom();
            throw StatusException.badRequest(
                    plain
                            ? "\"%s\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                                    .formatted(field)
                            : "field label not supported: " + field);
        }
        return new Term(field, value, !negated);
    }

    private static String unescape(String text) {
        return text.replace("\\,", ",").replace("\\=", "=").replace("\\\\", "\\");
    }

    private static List<String> split(String text) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                part.append(c).append(text.charAt(++i));
            } else if (c == ',') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }
}
