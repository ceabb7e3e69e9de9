// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last outcomes at a site, over all rollouts of its workspace. */
public record SiteHistorySpec(
        @JsonPropertyDescription("UID of the site that the newest outcome is of; a rebuilt site has another one.")
        @Required
        String site,

        @JsonPropertyDescription("The newest first.") @Size(max = 20)
        List<Outcome> outcomes) {

    public SiteHistorySpec {
        outcomes = outcomes == null ? List.of() : List.copyOf(outcomes);
    }

    /** How one try ended. One that is judged anew, such as a lost site that comes back, changes in its place. */
    public record Outcome(
            @Required String rollout,
            @Required Integer revision,

            @JsonPropertyDescription("From 1; 0 if the site was left out before it started.")
            int attempt,

            @JsonPropertyDescription("Succeeded, AlreadyCurrent, Failed, TimedOut, Lost or Skipped.") @Required
            String outcome,

            @JsonPropertyDescription("When, RFC 3339.") @Required
            String at,

            @JsonPropertyDescription("When the try was seen to start; absent if it never was.") @Nullable
            String startedAt,

            @Nullable String wave,

            @JsonPropertyDescription("Why, at most 160 characters.") @Nullable
            String message) {}
}
