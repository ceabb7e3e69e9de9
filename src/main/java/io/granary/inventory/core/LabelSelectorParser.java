// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.inventory.core.LabelSelector.Operator;
import io.granary.inventory.core.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/** Reads label selectors as {@code k8s.io/apimachinery/pkg/labels} does. */
final class LabelSelectorParser {
    private static final int MAX_REQUIREMENTS = 64;
    private static final int MAX_VALUES = 1000;

    private final String text;
    private int at;

    LabelSelectorParser(String text) {
        this.text = text;
    }

    LabelSelector parse() {
        var requirements = new ArrayList<Requirement>();
        skipSpace();
        while (at < text.length()) {
            requirements.add(requirement());
            skipSpace();
            if (at < text.length()) {
                expect(',');
                skipSpace();
                if (at == text.length()) {
                    throw bad("found end of string, expected: label key after the comma");
                }
            }
        }
        if (requirements.size() > MAX_REQUIREMENTS) {
            throw bad("at most " + MAX_REQUIREMENTS + " requirements are allowed");
        }
        return new LabelSelector(requirements);
    }

    private Requirement requirement() {
        skipSpace();
        if (take("!")) {
            return new Requirement(key(), Operator.MISSING, Set.of());
        }
        var key = key();
        skipSpace();
        if (at == text.length() || text.charAt(at) == ',') {
            return new Requirement(key, Operator.EXISTS, Set.of());
        }
        if (take("!=")) {
            return new Requirement(key, Operator.NOT_IN, Set.of(value()));
        }
        if (take("==") || take("=")) {
            return new Requirement(key, Operator.IN, Set.of(value()));
        }
        if (take(">")) {
            return new Requirement(key, Operator.GREATER, Set.of(integer()));
        }
        if (take("<")) {
            return new Requirement(key, Operator.LESS, Set.of(integer()));
        }
        return switch (word()) {
            case "in" -> new Requirement(key, Operator.IN, values());
            case "notin" -> new Requirement(key, Operator.NOT_IN, values());
            default -> throw bad("expected one of =, ==, !=, in, notin, >, <");
        };
    }

    private Set<String> values() {
        skipSpace();
        expect('(');
        var values = new HashSet<String>();
        do {
            values.add(value());
            skipSpace();
        } while (take(","));
        expect(')');
        if (values.size() > MAX_VALUES) {
            throw bad("at most " + MAX_VALUES + " values are allowed");
        }
        return values;
    }

    private String key() {
        skipSpace();
        var key = word();
        int slash = key.indexOf('/');
        var name = key.substring(slash + 1);
        var prefix = slash < 0 ? "" : key.substring(0, slash);
        if (slash == 0 || prefix.length() > 253 || name.length() > 63 || !isName(name)) {
            throw bad("'" + key + "' is not a label key: [dns.prefix/]name, name of 1 to 63 of A-Z a-z 0-9 - _ .");
        }
        return key;
    }

    private String value() {
        skipSpace();
        var value = word();
        if (value.length() > 63 || !value.isEmpty() && !isName(value)) {
            throw bad("'" + value + "' is not a label value: at most 63 of A-Z a-z 0-9 - _ .");
        }
        return value;
    }

    private String integer() {
        var value = value();
        try {
            return Long.toString(Long.parseLong(value));
        } catch (NumberFormatException _) {
            throw bad("for > and < the value must be an integer, not '" + value + "'");
        }
    }

    private String word() {
        int from = at;
        while (at < text.length() && isWord(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && isAlphanumeric(name.charAt(0))
                && isAlphanumeric(name.charAt(name.length() - 1))
                && name.indexOf('/') < 0;
    }

    private static boolean isWord(char c) {
        return isAlphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '/';
    }

    private static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private boolean take(String token) {
        if (text.startsWith(token, at)) {
            at += token.length();
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (at == text.length() || text.charAt(at) != c) {
            throw bad("expected '" + c + "'");
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private BadQuery bad(String why) {
        return new BadQuery("unable to parse label selector '" + text + "' at character " + at + ": " + why);
    }
}
