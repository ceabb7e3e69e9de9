// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A group of sites that moves together, and what must be true before the next one may. */
public record RolloutWave(
        @JsonPropertyDescription("Of the wave, lower case, such as canary.")
        @Required
        @Size(max = 40)
        @ValidationRule(value = RolloutSpec.Amounts.IS_NAME, message = RolloutSpec.Amounts.WRITE_NAME)
        String name,

        @JsonPropertyDescription("Which sites. Absent, in the last wave: all that no earlier one has.") @Nullable
        Select select,

        @JsonPropertyDescription("Sites in flight at once in this wave, a number or a share such as 5%.")
        @Nullable
        @Size(max = 8)
        @SchemaFrom(type = IntOrString.class)
        @ValidationRule(value = RolloutSpec.Amounts.IS_AT_ONCE, message = RolloutSpec.Amounts.WRITE_AT_ONCE)
        String maxConcurrency,

        @JsonPropertyDescription("When the wave is complete.") @Nullable
        Complete complete,

        @JsonPropertyDescription("How long the sites must stay well before the next wave. Absent: 24h for an"
                + " upgrade, 1h for anything else, nothing for the last wave.")
        @Nullable
        @Size(max = 32)
        @ValidationRule(value = RolloutSpec.Amounts.IS_DURATION, message = RolloutSpec.Amounts.WRITE_DURATION)
        String soak,

        @JsonPropertyDescription("Who must agree before or after the wave.") @Nullable
        Approval approval) {

    @ValidationRule(
            value = "[has(self.names), has(self.selector), has(self.percent), has(self.count)]"
                    + ".filter(x, x).size() == 1",
            message = "a wave selects in one way: write one of names, selector, percent or count, or leave select out"
                    + " of the last wave")
    public record Select(
            @JsonPropertyDescription("Sites by name.") @Size(max = 1024)
            List<String> names,

            @JsonPropertyDescription("Sites by their labels.") @Nullable
            RolloutSelector selector,

            @JsonPropertyDescription("A stable sample of the selected sites, such as 1%.")
            @Nullable
            @Size(max = 8)
            @ValidationRule(value = RolloutSpec.Amounts.IS_SHARE, message = RolloutSpec.Amounts.WRITE_SHARE)
            String percent,

            @JsonPropertyDescription("A stable sample of this many sites.") @Nullable @Min(1) @Max(100000)
            Integer count) {
        public Select {
            names = names == null ? List.of() : List.copyOf(names);
        }
    }

    public record Complete(
            @JsonPropertyDescription("Real successes that are needed, whatever the share.") @Nullable @Min(0)
            Integer minSucceeded,

            @JsonPropertyDescription("Share of the eligible sites that must succeed, such as 95%.")
            @Nullable
            @Size(max = 8)
            @ValidationRule(value = RolloutSpec.Amounts.IS_SHARE, message = RolloutSpec.Amounts.WRITE_SHARE)
            String success,

            @JsonPropertyDescription(
                    "All: every eligible site has ended. Reachable: every one that answers and may start."
                            + " Threshold: nothing but success. Absent: All for a canary, else Reachable.")
            @Nullable
            WaitFor waitFor) {}

    public enum WaitFor {
        /** Every eligible site has come to its end. */
        All,
        /** Every site that can be reached and may start, or has started, has come to its end. */
        Reachable,
        /** Nothing but the share. */
        Threshold
    }

    public record Approval(
            @JsonPropertyDescription("A word that the wave needs to begin.") @Nullable
            Gate before,

            @JsonPropertyDescription("A word that the next wave needs.") @Nullable
            Gate after) {}

    public record Gate(
            @JsonPropertyDescription("Who may approve. Absent: whoever has the verb approve.") @Nullable
            String group,

            @JsonPropertyDescription("The author of the revision may not approve it.") @Nullable
            Boolean notAuthor,

            @JsonPropertyDescription("How long an approval counts before it is used.")
            @Nullable
            @Size(max = 32)
            @ValidationRule(value = RolloutSpec.Amounts.IS_DURATION, message = RolloutSpec.Amounts.WRITE_DURATION)
            String expires) {}
}
