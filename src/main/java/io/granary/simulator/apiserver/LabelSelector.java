// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A label selector with all operators (apimachinery {@code labels.Parse}). */
record LabelSelector(List<Requirement> requirements) {
    static final LabelSelector EVERYTHING = new LabelSelector(List.of());
    private static final Pattern SET = Pattern.compile("^\\s*(\\S+)\\s+(in|notin)\\s*\\(([^()]*)\\)\\s*$");
    private static final Pattern PAIR = Pattern.compile("^\\s*([^\\s=!<>]+)\\s*(==|=|!=|<|>)\\s*([^\\s=!<>]*)\\s*$");
    private static final Pattern KEY = Pattern.compile("^\\s*(!?)\\s*([^\\s=!<>(),]+)\\s*$");
    private static final Pattern NAME =
            Pattern.compile("^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$");

    /** What one requirement asks. */
    enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        ABSENT,
        GREATER,
        LESS
    }

    record Requirement(String key, Operator operator, Set<String> values) {
        boolean matches(Map<String, String> labels) {
            var value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case ABSENT -> value == null;
                case GREATER -> number(value) > number(values.iterator().next());
                case LESS ->
                    value != null && number(value) < number(values.iterator().next());
            };
        }

        private static long number(@org.jspecify.annotations.Nullable String text) {
            try {
                return text == null ? Long.MIN_VALUE : Long.parseLong(text);
            } catch (NumberFormatException notANumber) {
                return Long.MIN_VALUE;
            }
        }
    }

    static LabelSelector parse(String text) {
        if (text.isBlank()) {
            return EVERYTHING;
        }
        var found = new ArrayList<Requirement>();
        for (var part : split(text)) {
            found.add(requirement(text, part));
        }
        return new LabelSelector(List.copyOf(found));
    }

    boolean matches(Map<String, String> labels) {
        for (var requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    private static Requirement requirement(String whole, String part) {
        var set = SET.matcher(part);
        if (set.matches()) {
            var values = new HashSet<String>();
            for (var value : set.group(3).split(",", -1)) {
                values.add(value.strip());
            }
            var operator = set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN;
            return new Requirement(name(set.group(1)), operator, Set.copyOf(values));
        }
        var pair = PAIR.matcher(part);
        if (pair.matches()) {
            var operator = switch (pair.group(2)) {
                case "!=" -> Operator.NOT_IN;
                case ">" -> Operator.GREATER;
                case "<" -> Operator.LESS;
                default -> Operator.IN;
            };
            return new Requirement(name(pair.group(1)), operator, Set.of(pair.group(3)));
        }
        var key = KEY.matcher(part);
        if (key.matches()) {
            var operator = key.group(1).isEmpty() ? Operator.EXISTS : Operator.ABSENT;
            return new Requirement(name(key.group(2)), operator, Set.of());
        }
        throw StatusException.badRequest(
                "unable to parse requirement: cannot read \"%s\" in \"%s\"".formatted(part, whole));
    }

    private static String name(String key) {
        if (!NAME.matcher(key).matches()) {
            throw StatusException.badRequest(
                    "unable to parse requirement: <nil>: Invalid value: \"%s\": name part must".formatted(key)
                            + " consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                            + " alphanumeric character");
        }
        return key;
    }

    private static List<String> split(String text) {
        var parts = new ArrayList<String>();
        var depth = 0;
        var from = 0;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }
}
