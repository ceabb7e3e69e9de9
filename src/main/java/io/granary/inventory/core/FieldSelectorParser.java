// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads field selectors as {@code k8s.io/apimachinery/pkg/fields} does. */
final class FieldSelectorParser {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    private FieldSelectorParser() {}

    static FieldSelector parse(String text) {
        var terms = new ArrayList<FieldSelector.Term>();
        for (var part : splitUnescaped(text)) {
            if (!part.isEmpty()) {
                terms.add(term(part));
            }
        }
        if (terms.size() > 32) {
            throw new BadQuery("A field selector has at most 32 terms, this one has " + terms.size());
        }
        return new FieldSelector(terms);
    }

    private static FieldSelector.Term term(String part) {
        for (int at = 0; at < part.length(); at++) {
            char c = part.charAt(at);
            if (c == '\\') {
                at++;
            } else if (part.startsWith("!=", at)) {
                return term(part.substring(0, at), FieldSelector.Operator.DIFFERS, part.substring(at + 2));
            } else if (c == '=') {
                int width = part.startsWith("==", at) ? 2 : 1;
                return term(part.substring(0, at), FieldSelector.Operator.EQUALS, part.substring(at + width));
            }
        }
        throw new BadQuery("invalid selector: '" + part + "'; can't understand it: say field=value or field!=value");
    }

    private static FieldSelector.Term term(String path, FieldSelector.Operator operator, String value) {
        var field = Field.ofPath(path)
                .orElseThrow(() -> new BadQuery("field label not supported: " + path + "; supported are "
                        + Arrays.stream(Field.values()).map(Field::path).collect(Collectors.joining(", "))));
        var plain = unescape(value);
        if (isNumber(field) && !NUMBER.matcher(plain).matches()) {
            throw new BadQuery(field.path() + " is a whole number, not '" + plain + "'");
        }
        return new FieldSelector.Term(field, operator, plain);
    }

    private static boolean isNumber(Field field) {
        return field == Field.CPU || field == Field.MEMORY || field == Field.DISK || field == Field.CREATED;
    }

    private static List<String> splitUnescaped(String text) {
        var parts = new ArrayList<String>();
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == ',') {
                parts.add(text.substring(from, at));
                from = at + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static String unescape(String value) {
        var plain = new StringBuilder();
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == '\\') {
                at++;
                if (at == value.length() || "\\,=".indexOf(value.charAt(at)) < 0) {
                    throw new BadQuery(
                            "invalid field selector: a backslash escapes only \\ , and =, in '" + value + "'");
                }
                plain.append(value.charAt(at));
            } else if (c == '=') {
                throw new BadQuery("invalid field selector: an = in a value is written \\=, in '" + value + "'");
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
