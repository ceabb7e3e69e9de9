// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes where, in which order, and how fast. Only the target and the overrides are content; the rest is live. */
@ValidationRule(
        value = "[has(self.target.image), has(self.target.template), has(self.target.upgrade),"
                + " has(self.target.settings), has(self.target.policy)].filter(x, x).size() == 1",
        message = "a rollout has one target: write exactly one of target.image, template, upgrade, settings or policy")
@ValidationRule(
        value = "!has(self.waves) || self.waves.all(w, self.waves.exists_one(v, v.name == w.name))",
        message = "two waves have one name: give each wave a name of its own")
@ValidationRule(
        value = "!has(oldSelf.control) || !has(oldSelf.control.aborted) || !oldSelf.control.aborted"
                + " || (has(self.control) && has(self.control.aborted) && self.control.aborted)",
        message = "an aborted rollout stays aborted: create a new Rollout instead")
@ValidationRule(
        value = "!has(self.target.upgrade) || !has(self.control) || !has(self.control.revert)"
                + " || self.control.revert == 'None'",
        message = "Harvester does not go back: leave control.revert out, or write None, where target.upgrade is")
public record RolloutSpec(
        @JsonPropertyDescription("The content. Any edit is a new revision.") @Required
        RolloutTarget target,

        @JsonPropertyDescription("Which sites of the workspace. Absent: all.") @Nullable
        Sites sites,

        @JsonPropertyDescription("Content that differs at some sites, first match wins.") @Size(max = 64)
        List<Override> overrides,

        @JsonPropertyDescription("The order. Sites of no wave are in the last one, rest. Absent: canary, rest.")
        @Size(max = 32)
        List<RolloutWave> waves,

        @JsonPropertyDescription("Speed, safety and the brakes. Editable at any time.") @Nullable
        RolloutControl control) {

    public RolloutSpec {
        overrides = overrides == null ? List.of() : List.copyOf(overrides);
        waves = waves == null ? List.of() : List.copyOf(waves);
    }

    /** Which sites of the workspace take part. */
    public record Sites(
            @Nullable RolloutSelector selector,

            @JsonPropertyDescription("Sites by name that stay out.") @Size(max = 1024)
            List<String> exclude) {
        public Sites {
            exclude = exclude == null ? List.of() : List.copyOf(exclude);
        }
    }

    /** Content that differs at some sites; fields that are set replace those of the target. */
    public record Override(
            @Required RolloutSelector selector, @Required RolloutTarget patch) {}

    /** Patterns of the wire, in one place. */
    static final class Amounts {
        static final String PATTERN = "^([0-9]{1,6}|(100|[0-9]{1,2})(\\.[0-9]{1,2})?%)$";
        static final String DURATION = "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$";

        private Amounts() {}
    }
}
