// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A person's word. */
@ValidationRule(value = "self == oldSelf", message = "an approval never changes: create another one")
@ValidationRule(
        value = "self.decision == 'Resume' || has(self.wave)",
        message = "say which wave: set spec.wave to a wave of the rollout")
public record RolloutApprovalSpec(
        @JsonPropertyDescription("Name of the Rollout.") @Required
        String rollout,

        @JsonPropertyDescription("Hash of the revision it is about, from status.revision.hash.") @Required
        String revision,

        @JsonPropertyDescription("Name of the wave; none for Resume.") @Nullable
        String wave,

        @JsonPropertyDescription("Before or After. Absent: After.") @Nullable
        At at,

        @JsonPropertyDescription("Deny pauses the rollout, Resume ends its pause.") @Required
        Decision decision,

        @JsonPropertyDescription("Why, for those who come later.") @Nullable @Size(max = 1024)
        String remark,

        @JsonPropertyDescription("Who, as kubectl auth whoami says. The chart's policy refuses another's name.")
        @Nullable
        String by,

        @JsonPropertyDescription("The groups of whom. The chart's policy refuses groups that are not his.")
        List<String> groups,

        @JsonPropertyDescription("What was known; set by Granary's admission.") @Nullable @Size(max = 1024)
        String evidence) {
    public RolloutApprovalSpec {
        groups = groups == null ? List.of() : List.copyOf(groups);
    }

    public enum At {
        Before,
        After
    }

    public enum Decision {
        Approve,
        Deny,
        Resume
    }
}
