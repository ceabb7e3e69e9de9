// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Field requirements, all of which must hold; as Kubernetes spells them ({@code =}, {@code ==}, {@code !=}, commas).
 */
public record FieldSelector(List<Term> terms) {

    /** Selects every row. */
    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    /** How a value is compared. */
    public enum Operator {
        EQUALS,
        DIFFERS
    }

    /** One requirement. */
    public record Term(Field field, Operator operator, String value) {
        boolean matches(VmRow row) {
            return FieldValues.has(row, field, value) == (operator == Operator.EQUALS);
        }
    }

    /** Also requires the field to have this value. */
    public FieldSelector and(Field field, String value) {
        var more = new ArrayList<>(terms);
        more.add(new Term(field, Operator.EQUALS, value));
        return new FieldSelector(more);
    }

    public boolean matches(VmRow row) {
        return terms.stream().allMatch(term -> term.matches(row));
    }

    /**
     * Reads a Kubernetes field selector, with its escapes {@code \\}, {@code \,} and {@code \=}.
     *
     * @throws BadQuery if it is malformed, or names a field that is not one
     */
    public static FieldSelector parse(String text) {
        return FieldSelectorParser.parse(text);
    }
}
