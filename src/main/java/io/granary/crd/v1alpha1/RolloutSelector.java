// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** A Kubernetes label selector. An empty one selects everything. */
public record RolloutSelector(
        @JsonPropertyDescription("Labels with these values.")
        Map<String, String> matchLabels,

        @JsonPropertyDescription("Further conditions, all of which must hold.") @Size(max = 32)
        List<Requirement> matchExpressions) {
    public RolloutSelector {
        matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
        matchExpressions = matchExpressions == null ? List.of() : List.copyOf(matchExpressions);
    }

    @ValidationRule(
            value = "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
            message = "In and NotIn need values, such as values: [ch, at]; Exists and DoesNotExist have none")
    public record Requirement(
            @JsonPropertyDescription("Of the label.") @Required @Size(max = 317)
            String key,

            @JsonPropertyDescription("In and NotIn need values, Exists and DoesNotExist have none.") @Required
            Operator operator,

            @JsonPropertyDescription("Of which the label has one, or none.") @Size(max = 256)
            List<String> values) {
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
