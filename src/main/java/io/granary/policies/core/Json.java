// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON as plain values that can be compared: sorted maps, lists, texts, numbers without trailing zeros, booleans and
 * null. Bounded, because sites write it.
 */
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxStringLength(1 << 20)
                    .maxNumberLength(100)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /** Text that is not JSON. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken() {
            super("not JSON", null, false, false);
        }
    }

    static @Nullable Object parse(String text) throws Broken {
        try (var parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new Broken();
            }
            var value = value(parser);
            if (parser.nextToken() != null) {
                throw new Broken();
            }
            return value;
        } catch (IOException | ArithmeticException broken) {
            throw new Broken();
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> bounded(parser.getDecimalValue());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IOException("not a value");
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        var fields = new TreeMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException {
        var items = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }

    /** Written out, one number with a large exponent would fill the memory. */
    private static BigDecimal bounded(BigDecimal value) throws IOException {
        if (Math.abs((long) value.scale()) > 100) {
            throw new IOException("a number out of range");
        }
        return number(value);
    }

    /** 1.50 and 1.5 are one number. */
    static BigDecimal number(BigDecimal value) {
        return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    /** What Go reads like a field that is not there. */
    static boolean isZero(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String text -> text.isEmpty();
            case Boolean flag -> !flag;
            case BigDecimal number -> number.signum() == 0;
            case List<?> items -> items.isEmpty();
            case Map<?, ?> fields -> fields.values().stream().allMatch(Json::isZero);
            default -> false;
        };
    }

    /** Whether two values mean the same to a program in Go. */
    static boolean isSame(@Nullable Object one, @Nullable Object other) {
        if (isZero(one) || isZero(other)) {
            return isZero(one) && isZero(other);
        }
        if (one instanceof Map<?, ?> fields && other instanceof Map<?, ?> others) {
            return fields.keySet().stream().allMatch(key -> isSame(fields.get(key), others.get(key)))
                    && others.keySet().stream().allMatch(key -> fields.containsKey(key) || isZero(others.get(key)));
        }
        if (one instanceof List<?> items && other instanceof List<?> others) {
            if (items.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < items.size(); i++) {
                if (!isSame(items.get(i), others.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return one != null && one.equals(other);
    }

    /** As people read it: texts plain at the top, JSON within. */
    static String shown(@Nullable Object value) {
        return value instanceof String text ? text : written(value);
    }

    /** As it stands between the quotes of a JSON text. */
    static String escaped(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String written(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> '"' + escaped(text) + '"';
            case BigDecimal number -> number.toPlainString();
            case List<?> items -> items.stream().map(Json::written).collect(Collectors.joining(",", "[", "]"));
            case Map<?, ?> fields ->
                fields.entrySet().stream()
                        .map(field -> written(String.valueOf(field.getKey())) + ":" + written(field.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            default -> value.toString();
        };
    }
}
