// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutSelector;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Label selectors with the meaning Kubernetes gives them. */
public final class Selection {
    private Selection() {}

    public static boolean matches(@Nullable RolloutSelector selector, Map<String, String> labels) {
        return selector == null
                || (labels.entrySet().containsAll(selector.matchLabels().entrySet())
                        && selector.matchExpressions().stream().allMatch(term -> holds(term, labels.get(term.key()))));
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
