// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/** A Kubernetes label selector. An empty one selects everything. */
public record RolloutSelector(
        Map<String, String> matchLabels, @Size(max = 32) List<Requirement> matchExpressions) {
    public RolloutSelector {
        matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
        matchExpressions = matchExpressions == null ? List.of() : List.copyOf(matchExpressions);
    }

    public record Requirement(
            @Required String key,
            @Required Operator operator,
            @Size(max = 256) List<String> values) {
        public Requirement {
            values = values == null ? List.of() : List.copyOf(values);
        }
    }

    public enum Operator {
        In,
        NotIn,
        Exists,
        DoesNotExist
    }
}
