// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One {@code filter=} of a request (rancher/steve {@code pkg/stores/sqlpartition/listprocessor}): alternatives parted
 * by commas, each a field with {@code =}, {@code !=}, {@code ~} (contains), {@code !~}, {@code IN (…)}, {@code NOTIN
 * (…)}, {@code <}, {@code >}, or a field alone that must be there.
 */
final class SteveFilter {
    private static final Pattern OUTER_COMMA = Pattern.compile(",(?![^(]*\\))");
    private static final Pattern TERM = Pattern.compile("\\s*(!?[^=!~<>\\s]+(?:\\[[^\\]]*])?)\\s*"
            + "(?:(==|=|!=|!~|~|<|>)\\s*(.*)|\\s(?i:(in|notin))\\s*\\((.*)\\))?\\s*");

    private SteveFilter() {}

    static Predicate<JsonNode> parse(String text) {
        return Arrays.stream(OUTER_COMMA.split(text))
                .map(SteveFilter::term)
                .reduce(Predicate::or)
                .orElse(object -> true);
    }

    private static Predicate<JsonNode> term(String text) {
        var term = TERM.matcher(text);
        if (!term.matches()) {
            throw new IllegalArgumentException("unable to parse filter \"" + text + "\"");
        }
        var absent = term.group(1).startsWith("!");
        var path = FieldPath.parse(absent ? term.group(1).substring(1) : term.group(1));
        if (term.group(4) != null) {
            var wanted = Arrays.stream(term.group(5).split(","))
                    .map(SteveFilter::bare)
                    .toList();
            var in = any(path, wanted::contains);
            return term.group(4).equalsIgnoreCase("in") ? in : in.negate();
        }
        if (term.group(2) == null) {
            return absent ? any(path, value -> true).negate() : any(path, value -> true);
        }
        return compared(path, term.group(2), bare(term.group(3)));
    }

    private static Predicate<JsonNode> compared(FieldPath path, String operator, String wanted) {
        return switch (operator) {
            case "=", "==" -> any(path, wanted::equals);
            case "!=" -> any(path, wanted::equals).negate();
            case "~" -> any(path, value -> contains(value, wanted));
            case "!~" -> any(path, value -> contains(value, wanted)).negate();
            case "<" -> any(path, value -> number(value) < number(wanted));
            default -> any(path, value -> number(value) > number(wanted));
        };
    }

    private static Predicate<JsonNode> any(FieldPath path, Predicate<String> test) {
        return object -> path.find(object).stream().map(JsonNode::asText).anyMatch(test);
    }

    private static boolean contains(String value, String part) {
        return value.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException none) {
            return Double.NaN;
        }
    }

    private static String bare(String value) {
        return value.strip().replaceAll("^[\"']|[\"']$", "");
    }

    /** {@code projectsornamespaces}: objects in one of these namespaces. */
    static Predicate<JsonNode> namespaces(String text) {
        var wanted = List.of(text.split(","));
        return object -> wanted.contains(object.at("/metadata/namespace").asText(""));
    }
}
