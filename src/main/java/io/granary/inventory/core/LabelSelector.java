// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Label requirements, all of which must hold; as Kubernetes spells and means them. */
public record LabelSelector(List<Requirement> requirements) {

    /** Selects every row. */
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /** How a label is compared. NOT_IN also holds where the label is missing, the others but MISSING do not. */
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        MISSING,
        GREATER,
        LESS
    }

    /**
     * One requirement.
     *
     * @param values the set of IN and NOT_IN, the one integer of GREATER and LESS, else empty
     */
    public record Requirement(String key, Operator operator, Set<String> values) {
        public Requirement {
            values = Set.copyOf(values);
        }

        /** Whether labels satisfy it. */
        public boolean matches(Map<String, String> labels) {
            var value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case MISSING -> value == null;
                case GREATER, LESS -> value != null && compares(value);
            };
        }

        /** Whether a value stands to the bound of GREATER or LESS as it must; never, if it is no integer. */
        boolean compares(String value) {
            try {
                int order = Long.compare(
                        Long.parseLong(value), Long.parseLong(values.iterator().next()));
                return operator == Operator.GREATER ? order > 0 : order < 0;
            } catch (NumberFormatException notAnInteger) {
                return false;
            }
        }
    }

    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    /**
     * Reads a Kubernetes label selector.
     *
     * @throws BadQuery if it is malformed
     */
    public static LabelSelector parse(String text) {
        return new LabelSelectorParser(text).parse();
    }
}
