// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Live controls: an edit never makes a revision, and acts at the next tick. */
public record RolloutControl(
        @JsonPropertyDescription("Holds all admissions; the status still shows the whole plan.") @Nullable
        Boolean paused,

        @JsonPropertyDescription("Ends the rollout: nothing starts any more. Cannot be taken back.") @Nullable
        Boolean aborted,

        @JsonPropertyDescription("Sites by name that this rollout leaves alone if they have not started.")
        @Size(max = 1024)
        List<String> skip,

        @JsonPropertyDescription("Sites in flight at once, a number or a share. Absent: 5%, at most 200.")
        @Nullable
        @SchemaFrom(type = IntOrString.class)
        String maxConcurrency,

        @Nullable PerGroup perGroup,
        @Nullable Failures failures,
        @Nullable Retry retry,
        @Nullable Timeouts timeouts,
        @Nullable Windows windows,
        @Nullable Offline offline,

        @JsonPropertyDescription("What becomes of sites that join later. Absent: CatchUp.") @Nullable
        NewSites newSites,

        @JsonPropertyDescription("What too many failures do: Pause waits for a person. Absent: Pause.") @Nullable
        OnFailure onFailure,

        @JsonPropertyDescription("Site: a site that fails at its last try is put back to what it had. Absent: None.")
        @Nullable
        Revert revert,

        @Nullable Stage stage,

        @JsonPropertyDescription("Between rollouts that want the same site; the higher goes first. Absent: 500.")
        @Nullable
        @Min(0)
        @Max(1000)
        Integer priority) {

    public RolloutControl {
        skip = skip == null ? List.of() : List.copyOf(skip);
    }

    /** Sites that share a line, by the value of a label. */
    public record PerGroup(
            @Required @Size(max = 317) String label,
            @Required @Min(1) Integer maxConcurrency) {}

    public record Failures(
            @Nullable @SchemaFrom(type = IntOrString.class) String max,
            @Nullable @SchemaFrom(type = IntOrString.class) String lost,
            @Nullable Bound bound) {}

    public enum Bound {
        /** Failures may overshoot by what is in flight. */
        Soft,
        /** Never more in flight than failures may still happen, plus one. */
        Strict
    }

    public record Retry(
            @JsonPropertyDescription("Tries in all. Absent: 2.") @Nullable @Min(1) @Max(20)
            Integer attempts,

            @Nullable Backoff backoff,

            @JsonPropertyDescription("Which failures are tried again. Absent: Transient, Timeout.")
            List<FailureClass> on) {
        public Retry {
            on = on == null ? List.of() : List.copyOf(on);
        }
    }

    public record Backoff(
            @Nullable @Pattern(RolloutSpec.Amounts.DURATION) String initial,
            @Nullable @Min(1) @Max(10) Integer factor,
            @Nullable @Pattern(RolloutSpec.Amounts.DURATION) String max,
            @Nullable @Pattern("^[0-9]{1,2}%$") String jitter) {}

    public enum FailureClass {
        Transient,
        Timeout,
        Permanent
    }

    public record Timeouts(
            @Nullable @Pattern(RolloutSpec.Amounts.DURATION) String stage,
            @Nullable @Pattern(RolloutSpec.Amounts.DURATION) String start,
            @Nullable @Pattern(RolloutSpec.Amounts.DURATION) String run,
            @Nullable @Pattern(RolloutSpec.Amounts.DURATION) String lost) {}

    public record Windows(
            @JsonPropertyDescription("When sites may fetch ahead. Absent: Any.") @Nullable
            Use stage,

            @JsonPropertyDescription("When sites may start. Absent: Site where the site has windows, else Any.")
            @Nullable
            Use start,

            @JsonPropertyDescription("Time that must be left in the window.")
            @Nullable
            @Pattern(RolloutSpec.Amounts.DURATION)
            String minRemaining,

            @Size(max = 32) List<Blackout> blackouts) {
        public Windows {
            blackouts = blackouts == null ? List.of() : List.copyOf(blackouts);
        }
    }

    public enum Use {
        Any,
        Site
    }

    /** Days on which nothing starts, by each site's own clock. */
    @ValidationRule(value = "self.from < self.until", message = "a blackout ends after it begins: swap from and until")
    public record Blackout(
            @Required @Size(max = 63) String name,

            @Required @Size(max = 16) @Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$")
            String from,

            @Required @Size(max = 16) @Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$")
            String until) {}

    public record Offline(
            @Nullable @Pattern(RolloutSpec.Amounts.DURATION) String giveUpAfter,

            @JsonPropertyDescription("Sites in flight at once among those that come late. Absent: 25.")
            @Nullable
            @Min(1)
            Integer catchUpConcurrency) {}

    public enum NewSites {
        CatchUp,
        NextRevision,
        Ignore
    }

    public enum OnFailure {
        Pause,
        Continue
    }

    public enum Revert {
        None,
        Site
    }

    public record Stage(
            @Nullable Boolean ahead,
            @Nullable @Min(1) Integer maxConcurrency,
            @Nullable @Pattern("^[0-9]+(Ki|Mi|Gi)?$") String bytesPerSecondPerSite) {}
}
