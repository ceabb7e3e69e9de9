// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutSelector;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Label selectors with the meaning Kubernetes gives them. */
public final class Selection {
    private Selection() {}

    public static boolean matches(@Nullable RolloutSelector selector, Map<String, String> labels) {
        return selector == null
                || (labels.entrySet().containsAll(selector.matchLabels().entrySet())
                        && selector.matchExpressions().stream().allMatch(term -> holds(term, labels.get(term.key()))));
    }

    /** Why a selector does not match, for people; null if it does. */
    static @Nullable String miss(@Nullable RolloutSelector selector, Map<String, String> labels) {
        if (selector == null || matches(selector, labels)) {
            return null;
        }
        for (var wanted : new TreeMap<>(selector.matchLabels()).entrySet()) {
            var has = labels.get(wanted.getKey());
            if (!wanted.getValue().equals(has)) {
                return "its label " + wanted.getKey() + " is " + (has == null ? "missing" : has)
                        + ", the rollout wants " + wanted.getValue();
            }
        }
        return selector.matchExpressions().stream()
                .filter(term -> !holds(term, labels.get(term.key())))
                .findFirst()
                .map(term -> "its label " + term.key() + " is "
                        + Objects.requireNonNullElse(labels.get(term.key()), "missing") + ", the rollout wants "
                        + term.operator() + " " + term.values())
                .orElse("its labels do not match");
    }

    private static boolean holds(RolloutSelector.Requirement term, @Nullable String value) {
        return switch (term.operator()) {
            case In -> value != null && term.values().contains(value);
            case NotIn -> value == null || !term.values().contains(value);
            case Exists -> value != null;
            case DoesNotExist -> value == null;
        };
    }
}
