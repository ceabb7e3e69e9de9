// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Set;

/** JSON as CEL sees it: property names escaped, times as timestamps. */
final class CelValues {
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private CelValues() {}

    static Object of(SchemaView schema, JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> map(schema, value);
            case ARRAY -> {
                var list = new ArrayList<Object>();
                value.forEach(item -> list.add(of(schema.items(), item)));
                yield list;
            }
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> number(schema, value);
            case STRING -> text(schema.node().path("format").asText(""), value.asText());
            case NULL, MISSING, BINARY, POJO -> dev.cel.common.values.NullValue.NULL_VALUE;
        };
    }

    private static Object map(SchemaView schema, JsonNode value) {
        var map = new LinkedHashMap<String, Object>();
        value.properties().forEach(field -> {
            var name = schema.node().path("properties").has(field.getKey()) ? escaped(field.getKey()) : field.getKey();
            if (!field.getValue().isNull()) {
                map.put(name, of(schema.field(field.getKey()), field.getValue()));
            }
        });
        return map;
    }

    private static Object number(SchemaView schema, JsonNode value) {
        var decimal = schema.node().path("type").asText("").equals("number") || !value.isIntegralNumber();
        return decimal ? (Object) value.doubleValue() : (Object) value.longValue();
    }

    private static Object text(String format, String text) {
        try {
            return switch (format) {
                case "date-time" -> OffsetDateTime.parse(text).toInstant();
                case "date" ->
                    LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                case "duration" -> duration(text);
                default -> text;
            };
        } catch (RuntimeException unreadable) {
            return text;
        }
    }

    private static Object duration(String text) {
        return text.matches("\\d+s") ? Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1))) : text;
    }

    private static String escaped(String name) {
        if (RESERVED.contains(name)) {
            return "__" + name + "__";
        }
        return name.replace("__", "__underscores__")
                .replace(".", "__dot__")
                .replace("-", "__dash__")
                .replace("/", "__slash__");
    }
}
