// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks {@code x-kubernetes-validations} all over a schema. */
final class RuleBook {
    private static final Pattern TRANSITION = Pattern.compile("\\boldSelf\\b");
    private static final Map<String, String> REASONS = Map.of(
            "FieldValueForbidden", "Forbidden: ",
            "FieldValueRequired", "Required value: ");
    private final CelRules cel;

    RuleBook(CelRules cel) {
        this.cel = cel;
    }

    List<StatusException.Cause> check(SchemaView schema, @Nullable ObjectNode before, ObjectNode object) {
        var causes = new ArrayList<StatusException.Cause>();
        walk(schema, before == null ? MissingNode.getInstance() : before, object, "", causes);
        return causes;
    }

    private void walk(
            SchemaView schema, JsonNode before, JsonNode value, String path, List<StatusException.Cause> causes) {
        if (schema.deduced() || !schema.custom() || value.isNull() || value.isMissingNode()) {
            return;
        }
        for (var rule : schema.node().path("x-kubernetes-validations")) {
            one(schema, before, value, path, rule, causes);
        }
        if (value.isObject()) {
            value.properties()
                    .forEach(field -> walk(
                            schema.field(field.getKey()),
                            before.path(field.getKey()),
                            field.getValue(),
                            SchemaValidator.join(path, field.getKey()),
                            causes));
        } else if (value.isArray()) {
            var old = schema.list() == SchemaView.ListKind.MAP
                    ? TypedMerge.byKey(schema, before)
                    : Map.<String, JsonNode>of();
            var items = new HashMap<JsonNode, JsonNode>();
            TypedMerge.byKey(schema, value)
                    .forEach((key, item) -> items.put(item, old.getOrDefault(key, MissingNode.getInstance())));
            for (var i = 0; i < value.size(); i++) {
                var item = value.path(i);
                walk(
                        schema.items(),
                        items.getOrDefault(item, MissingNode.getInstance()),
                        item,
                        path + "[" + i + "]",
                        causes);
            }
        }
    }

    private void one(
            SchemaView schema,
            JsonNode before,
            JsonNode value,
            String path,
            JsonNode rule,
            List<StatusException.Cause> causes) {
        var text = rule.path("rule").asText();
        if (TRANSITION.matcher(text).find()
                && before.isMissingNode()
                && !rule.path("optionalOldSelf").asBoolean(false)) {
            return;
        }
        var facts = new HashMap<String, Object>();
        facts.put("self", CelValues.of(schema, value));
        if (!before.isMissingNode()) {
            facts.put("oldSelf", CelValues.of(schema, before));
        }
        var at = path + rule.path("fieldPath").asText("");
        at = at.startsWith(".") ? at.substring(1) : at;
        try {
            if (!Boolean.TRUE.equals(cel.evaluate(text, facts))) {
                causes.add(failed(rule, facts, shown(value), at));
            }
        } catch (CelRules.Unevaluable problem) {
            causes.add(StatusException.cause(
                    "FieldValueInvalid",
                    "Invalid value: \"%s\": %s: %s".formatted(typeOf(schema), text, problem.getMessage()),
                    at.isEmpty() ? "<nil>" : at));
        }
    }

    private StatusException.Cause failed(JsonNode rule, Map<String, Object> facts, String value, String at) {
        var message = rule.path("message").asText("");
        var expression = rule.path("messageExpression").asText("");
        if (!expression.isEmpty()) {
            try {
                var said = cel.evaluate(expression, facts).toString().strip();
                message = said.isEmpty() ? message : said;
            } catch (CelRules.Unevaluable useTheMessage) {
                message = rule.path("message").asText("");
            }
        }
        if (message.isEmpty()) {
            message = "failed rule: " + rule.path("rule").asText().strip();
        }
        var reason = rule.path("reason").asText("FieldValueInvalid");
        var prefix = REASONS.getOrDefault(
                reason, (reason.equals("FieldValueDuplicate") ? "Duplicate value: " : "Invalid value: ") + value);
        return StatusException.cause(reason, prefix + message, at.isEmpty() ? "<nil>" : at);
    }

    /** Scalars are shown; of objects and lists, which may be large, nothing is (1.36). */
    private static String shown(JsonNode value) {
        return value.isContainerNode() ? "" : Json.text(value) + ": ";
    }

    private static String typeOf(SchemaView schema) {
        return schema.node().path("type").asText("object");
    }
}
