// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** Validates against a CRD's structural schema, in the words of the API server. */
final class SchemaValidator {
    private final List<StatusException.Cause> causes = new ArrayList<>();

    static List<StatusException.Cause> validate(SchemaView schema, JsonNode object) {
        var validator = new SchemaValidator();
        validator.check(schema, object, "");
        return validator.causes;
    }

    private void check(SchemaView schema, JsonNode value, String path) {
        var node = schema.node();
        if (schema.deduced()
                || !schema.custom()
                || value.isNull() && node.path("nullable").asBoolean(false)) {
            return;
        }
        if (!typeFits(node, value)) {
            var actual = typeName(value);
            invalid(
                    path,
                    "\"" + actual + "\"",
                    "%s in body must be of type %s: \"%s\""
                            .formatted(path, node.path("type").asText("integer"), actual),
                    "FieldValueTypeInvalid");
            return;
        }
        checkEnum(node, value, path);
        if (value.isObject()) {
            checkObject(schema, value, path);
        } else if (value.isArray()) {
            checkList(schema, value, path);
        } else if (value.isTextual()) {
            checkText(node, value.asText(), path);
        } else if (value.isNumber()) {
            checkNumber(node, value.decimalValue(), path);
        }
        checkCombinations(schema, value, path);
    }

    private void checkObject(SchemaView schema, JsonNode value, String path) {
        var node = schema.node();
        for (var required : node.path("required")) {
            if (!value.has(required.asText())) {
                causes.add(
                        StatusException.cause("FieldValueRequired", "Required value", join(path, required.asText())));
            }
        }
        atMost(value.size(), node.path("maxProperties"), path);
        atLeast(value.size(), node.path("minProperties"), path, "properties");
        value.properties()
                .forEach(field -> check(
                        schema.field(field.getKey()),
                        field.getValue(),
                        node.path("properties").has(field.getKey()) || path.isEmpty()
                                ? join(path, field.getKey())
                                : path + "." + field.getKey()));
    }

    private void checkList(SchemaView schema, JsonNode value, String path) {
        atMost(value.size(), schema.node().path("maxItems"), path);
        atLeast(value.size(), schema.node().path("minItems"), path, "items");
        if (schema.list() != SchemaView.ListKind.ATOMIC) {
            var seen = new HashSet<String>();
            for (var i = 0; i < value.size(); i++) {
                var key = schema.list() == SchemaView.ListKind.SET ? value.path(i) : keys(schema, value.path(i));
                if (!seen.add(Json.text(key))) {
                    causes.add(StatusException.cause(
                            "FieldValueDuplicate", "Duplicate value: " + Json.text(key), path + "[" + i + "]"));
                }
            }
        }
        for (var i = 0; i < value.size(); i++) {
            check(schema.items(), value.path(i), path + "[" + i + "]");
        }
    }

    private static JsonNode keys(SchemaView schema, JsonNode item) {
        var keys = Json.object();
        schema.keys().forEach(key -> keys.set(key, item.path(key)));
        return keys;
    }

    private void checkText(JsonNode node, String text, String path) {
        checkLength(node, text, path);
        var format = node.path("format").asText("");
        if (!format.isEmpty() && !TextFormats.fits(format, text)) {
            var message = "%s in body must be of type %s: %s".formatted(path, format, quoted(text));
            invalid(path, quoted(text), message, "FieldValueTypeInvalid");
        }
    }

    /** Only the first thing that is wrong is told. */
    private void checkLength(JsonNode node, String text, String path) {
        var length = text.codePointCount(0, text.length());
        var longest = node.path("maxLength");
        var shortest = node.path("minLength").asInt(0);
        var pattern = node.path("pattern").asText("");
        if (longest.isNumber() && length > longest.asInt()) {
            causes.add(StatusException.cause(
                    "FieldValueTooLong", "Too long: may not be more than " + longest.asInt() + " bytes", path));
        } else if (length < shortest) {
            invalid(path, quoted(text), "%s in body should be at least %d chars long".formatted(path, shortest));
        } else if (!pattern.isEmpty() && !found(pattern, text)) {
            invalid(path, quoted(text), "%s in body should match '%s'".formatted(path, pattern));
        }
    }

    private static boolean found(String pattern, String text) {
        try {
            return Pattern.compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException ofAnotherDialect) {
            return true;
        }
    }

    private void checkNumber(JsonNode node, BigDecimal number, String path) {
        var least = node.path("minimum");
        var most = node.path("maximum");
        if (least.isNumber()) {
            var order = number.compareTo(least.decimalValue());
            var open = node.path("exclusiveMinimum").asBoolean(false);
            if (open ? order <= 0 : order < 0) {
                invalid(
                        path,
                        number.toPlainString(),
                        "%s in body should be greater than %s%s"
                                .formatted(path, open ? "" : "or equal to ", plain(least)));
            }
        }
        if (most.isNumber()) {
            var order = number.compareTo(most.decimalValue());
            var open = node.path("exclusiveMaximum").asBoolean(false);
            if (open ? order >= 0 : order > 0) {
                invalid(
                        path,
                        number.toPlainString(),
                        "%s in body should be less than %s%s".formatted(path, open ? "" : "or equal to ", plain(most)));
            }
        }
        var step = node.path("multipleOf");
        if (step.isNumber() && number.remainder(step.decimalValue()).signum() != 0) {
            invalid(path, number.toPlainString(), "%s in body should be a multiple of %s".formatted(path, plain(step)));
        }
    }

    private void checkEnum(JsonNode node, JsonNode value, String path) {
        var allowed = node.path("enum");
        if (!allowed.isArray() || allowed.valueStream().anyMatch(each -> Json.same(each, value))) {
            return;
        }
        var list = allowed.valueStream().map(Json::text).collect(Collectors.joining(", "));
        causes.add(StatusException.cause(
                "FieldValueNotSupported",
                "Unsupported value: " + Json.text(value) + ": supported values: " + list,
                path));
    }

    private void checkCombinations(SchemaView schema, JsonNode value, String path) {
        var node = schema.node();
        for (var all : node.path("allOf")) {
            check(part(schema, all), value, path);
        }
        var any = node.path("anyOf");
        if (any.isArray() && matching(schema, any, value) == 0 && !intOrString(node)) {
            invalid(path, shown(value), "%s in body must validate at least one schema (anyOf)".formatted(name(path)));
        }
        var one = node.path("oneOf");
        if (one.isArray() && matching(schema, one, value) != 1) {
            invalid(
                    path,
                    shown(value),
                    "%s in body must validate one and only one schema (oneOf). Found %s valid"
                            .formatted(name(path), matching(schema, one, value) == 0 ? "none" : "more than one"));
        }
        var not = node.path("not");
        if (not.isObject() && validate(part(schema, not), value).isEmpty()) {
            invalid(path, shown(value), "%s in body must not validate the schema (not)".formatted(name(path)));
        }
    }

    private static long matching(SchemaView schema, JsonNode parts, JsonNode value) {
        return parts.valueStream()
                .filter(each -> validate(part(schema, each), value).isEmpty())
                .count();
    }

    private static SchemaView part(SchemaView schema, JsonNode node) {
        return new SchemaView(node, schema.origin(), SchemaView.Place.INSIDE);
    }

    private void atMost(int size, JsonNode bound, String path) {
        if (bound.isNumber() && size > bound.asInt()) {
            causes.add(StatusException.cause(
                    "FieldValueTooMany",
                    "Too many: %d: must have at most %d %s".formatted(size, bound.asInt(), "items"),
                    path));
        }
    }

    private void atLeast(int size, JsonNode bound, String path, String what) {
        if (size < bound.asInt(0)) {
            invalid(
                    path,
                    Integer.toString(size),
                    "%s in body should have at least %d %s".formatted(path, bound.asInt(), what));
        }
    }

    private static boolean intOrString(JsonNode node) {
        return node.path("x-kubernetes-int-or-string").asBoolean(false);
    }

    private static boolean typeFits(JsonNode node, JsonNode value) {
        if (intOrString(node)) {
            return value.isTextual() || value.isIntegralNumber();
        }
        return switch (node.path("type").asText("")) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" ->
                value.isIntegralNumber()
                        || value.isNumber()
                                && value.decimalValue().stripTrailingZeros().scale() <= 0;
            case "number" -> value.isNumber();
            default -> true;
        };
    }

    private static String typeName(JsonNode value) {
        if (value.isIntegralNumber()) {
            return "integer";
        }
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> "number";
            default -> "null";
        };
    }

    private static String shown(JsonNode value) {
        return value.isContainerNode() ? Json.text(value) : value.isTextual() ? quoted(value.asText()) : value.asText();
    }

    private static String name(String path) {
        return path.isEmpty() ? "\"\"" : path;
    }

    /** In digits only, as people write it. */
    private static String plain(JsonNode number) {
        return number.decimalValue().stripTrailingZeros().toPlainString();
    }

    private static String quoted(String text) {
        return Json.text(Json.NODES.textNode(text));
    }

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private void invalid(String path, String value, String message) {
        invalid(path, value, message, "FieldValueInvalid");
    }

    private void invalid(String path, String value, String message, String reason) {
        causes.add(StatusException.cause(
                reason, "Invalid value: " + value + ": " + message, path.isEmpty() ? "<nil>" : path));
    }
}
