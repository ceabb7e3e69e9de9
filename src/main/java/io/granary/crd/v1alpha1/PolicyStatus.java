// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the sites stand to a policy. Nothing in it grows with the fleet; a row for each site is in its PolicyReports.
 *
 * @param since when one of the counts last changed, RFC 3339
 * @param revision hash of what shall hold
 * @param reports how many PolicyReports there are
 */
public record PolicyStatus(
        @Nullable Sites sites,
        @Nullable String since,
        @Nullable String revision,

        @JsonPropertyDescription("What differs, at how many sites; most sites first.")
        List<Change> changes,

        @Nullable Integer reports,
        List<Condition> conditions,
        @Nullable Long observedGeneration)
        implements Conditioned {

    public PolicyStatus {
        changes = changes == null ? List.of() : List.copyOf(changes);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /**
     * Sites by their verdict; the first is the sum of the others.
     *
     * @param conflict drifted, and Granary leaves it to a person
     * @param pending wait for a Rollout to bring them the present content
     * @param unknown out of reach, or not read yet; whatever they were before
     */
    public record Sites(int selected, int compliant, int drifted, int conflict, int pending, int unknown) {}

    /**
     * One difference that some sites share: what enforcing does there.
     *
     * @param what such as {@code Setting ntp-servers}
     * @param field within it, or the empty string for the whole
     * @param wanted by the policy
     * @param found at the sites
     * @param examples names of some of the sites
     */
    public record Change(
            @Required String what,
            @Nullable String field,
            @Nullable String wanted,
            @Nullable String found,
            int sites,
            List<String> examples) {
        public Change {
            examples = examples == null ? List.of() : List.copyOf(examples);
        }
    }
}
