// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether all that one schema of a kind allows is allowed by another, and kept by it: no field goes, none is narrowed.
 * What CEL rules say cannot be compared, so that a new rule has to take the place of a pattern, or be told of.
 */
final class SchemaPromise {
    private static final String RULES = "x-kubernetes-validations";
    private static final List<String> AT_MOST = List.of("maximum", "maxLength", "maxItems", "maxProperties");
    private static final List<String> AT_LEAST = List.of("minimum", "minLength", "minItems", "minProperties");
    private static final List<String> ALIKE =
            List.of("type", "format", "x-kubernetes-list-type", "x-kubernetes-int-or-string", "default");

    private final List<String> broken = new ArrayList<>();

    private SchemaPromise() {}

    /** What is broken between two definitions of a kind, each with the remedy; empty where all is kept. */
    static List<String> broken(JsonNode before, JsonNode after) {
        var promise = new SchemaPromise();
        var name = before.at("/metadata/name").asText();
        for (var field : List.of("/spec/group", "/spec/scope", "/spec/names/kind", "/spec/names/plural")) {
            if (!before.at(field).equals(after.at(field))) {
                promise.tell(name, "%s was %s".formatted(field, before.at(field)), "it can never change");
            }
        }
        for (var version : before.at("/spec/versions")) {
            promise.version(name, version, after.at("/spec/versions"));
        }
        return promise.broken;
    }

    private void version(String kind, JsonNode before, JsonNode all) {
        var name = before.path("name").asText();
        var after = all.valueStream()
                .filter(one -> one.path("name").asText().equals(name))
                .findFirst();
        var where = kind + " " + name;
        if (after.isEmpty() || !after.get().path("served").asBoolean()) {
            tell(where, "is no longer served", "serve it until no supported release has stored objects of it");
            return;
        }
        if (before.has("subresources")
                && !before.path("subresources").equals(after.get().path("subresources"))) {
            tell(where, "has other subresources", "keep status a subresource");
        }
        var schema = "/schema/openAPIV3Schema";
        compare(where, before.at(schema), after.get().at(schema));
    }

    private void compare(String where, JsonNode before, JsonNode after) {
        for (var word : ALIKE) {
            if (!before.path(word).equals(after.path(word))) {
                tell(where, "%s was %s and is %s".formatted(word, before.path(word), after.path(word)), "add a field");
            }
        }
        bounds(where, before, after);
        values(where, before, after);
        rules(where, before, after);
        required(where, before, after);
        for (var field : before.path("properties").properties()) {
            var path = where + "." + field.getKey();
            var known = after.path("properties").path(field.getKey());
            if (known.isMissingNode()
                    && !after.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
                tell(path, "is gone, and what people wrote there would be pruned", "keep it, and say what replaces it");
            } else {
                compare(path, field.getValue(), known);
            }
        }
        for (var inner : List.of("items", "additionalProperties")) {
            if (before.path(inner).isObject()) {
                compare(where + "[]", before.path(inner), after.path(inner));
            }
        }
    }

    private void bounds(String where, JsonNode before, JsonNode after) {
        for (var word : AT_MOST) {
            if (after.has(word)
                    && before.path(word).asDouble(Double.MAX_VALUE)
                            > after.path(word).asDouble()) {
                tell(where, word + " is " + after.path(word), "allow what was allowed: " + before.path(word));
            }
        }
        for (var word : AT_LEAST) {
            if (after.has(word)
                    && before.path(word).asDouble(-Double.MAX_VALUE)
                            < after.path(word).asDouble()) {
                tell(where, word + " is " + after.path(word), "allow what was allowed: " + before.path(word));
            }
        }
        if (after.has("pattern") && !after.path("pattern").equals(before.path("pattern"))) {
            tell(where, "has another pattern", "keep " + before.path("pattern") + ", or see in the hub to what is odd");
        }
    }

    private void values(String where, JsonNode before, JsonNode after) {
        if (!after.has("enum")) {
            return;
        }
        var allowed = after.path("enum").valueStream().toList();
        if (!before.has("enum") || !before.path("enum").valueStream().allMatch(allowed::contains)) {
            tell(where, "allows only " + allowed, "keep the values that were allowed: " + before.path("enum"));
        }
    }

    private void rules(String where, JsonNode before, JsonNode after) {
        var known = said(before).toList();
        var more = said(after).filter(rule -> !known.contains(rule)).toList();
        var takesThePlaceOfAPattern = before.has("pattern") && !after.has("pattern");
        if (!more.isEmpty() && !takesThePlaceOfAPattern) {
            tell(where, "has new rules: " + more, "say it as a condition, since objects that break them are stored");
        }
    }

    private static Stream<String> said(JsonNode schema) {
        return schema.path(RULES).valueStream().map(rule -> rule.path("rule").asText());
    }

    private void required(String where, JsonNode before, JsonNode after) {
        var known = before.path("required").valueStream().toList();
        for (var field : after.path("required")) {
            var isNewWithin = !before.path("properties").has(field.asText());
            if (!known.contains(field)) {
                tell(
                        where + "." + field.asText(),
                        "is required" + (isNewWithin ? ", and new" : ""),
                        "let it be absent");
            }
        }
    }

    private void tell(String where, String what, String remedy) {
        broken.add("%s: %s. Remedy: %s".formatted(where, what, remedy));
    }
}
