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
        @Size(max = 8)
        @SchemaFrom(type = IntOrString.class)
        @ValidationRule(value = RolloutSpec.Amounts.IS_AT_ONCE, message = RolloutSpec.Amounts.WRITE_AT_ONCE)
        String maxConcurrency,

        @JsonPropertyDescription("Bounds sites that share a line, by a label.") @Nullable
        PerGroup perGroup,

        @JsonPropertyDescription("How many sites may fail before the rollout pauses.") @Nullable
        Failures failures,

        @JsonPropertyDescription("How often a site is tried again, and after which pause.") @Nullable
        Retry retry,

        @JsonPropertyDescription("How long things may take. A site out of reach does not use up its time.") @Nullable
        Timeouts timeouts,

        @JsonPropertyDescription("When sites may start and fetch.") @Nullable
        Windows windows,

        @JsonPropertyDescription("What becomes of sites that are out of reach.") @Nullable
        Offline offline,

        @JsonPropertyDescription("What becomes of sites that join later. Absent: CatchUp.") @Nullable
        NewSites newSites,

        @JsonPropertyDescription("What too many failures do: Pause waits for a person. Absent: Pause.") @Nullable
        OnFailure onFailure,

        @JsonPropertyDescription("Site: a site that fails at its last try is put back to what it had. Absent: None.")
        @Nullable
        Revert revert,

        @JsonPropertyDescription("Fetching ahead, so that windows are left for the work itself.") @Nullable
        Stage stage,

        @JsonPropertyDescription("Between rollouts that want the same site; the higher goes first. Absent: 500.")
        @Nullable
        @Min(0)
        @Max(1000)
        Integer priority) {

    /** Where nobody controls anything: every default. */
    public static final RolloutControl NONE = new RolloutControl(
            null, null, List.of(), null, null, null, null, null, null, null, null, null, null, null, null);

    public RolloutControl {
        skip = skip == null ? List.of() : List.copyOf(skip);
    }

    /** The same, stopped otherwise. */
    public RolloutControl stopped(@Nullable Boolean nowPaused, @Nullable Boolean nowAborted) {
        return new RolloutControl(
                nowPaused,
                nowAborted,
                skip,
                maxConcurrency,
                perGroup,
                failures,
                retry,
                timeouts,
                windows,
                offline,
                newSites,
                onFailure,
                revert,
                stage,
                priority);
    }

    /** Sites that share a line, by the value of a label. */
    public record PerGroup(
            @JsonPropertyDescription(
                    "The label whose value names the line, such as wan-hub. Sites without it are not bounded.")
            @Required
            @Size(max = 317)
            String label,

            @JsonPropertyDescription("Sites of one line in flight at once.") @Required @Min(1)
            Integer maxConcurrency) {}

    public record Failures(
            @JsonPropertyDescription(
                    "Failures that are borne, a number or a share of the sites that started. Absent: 2%.")
            @Nullable
            @Size(max = 8)
            @SchemaFrom(type = IntOrString.class)
            @ValidationRule(value = RolloutSpec.Amounts.IS_AMOUNT, message = RolloutSpec.Amounts.WRITE_AMOUNT)
            String max,

            @JsonPropertyDescription("Sites that may go dark at work for longer than timeouts.lost. Absent: 2%.")
            @Nullable
            @Size(max = 8)
            @SchemaFrom(type = IntOrString.class)
            @ValidationRule(value = RolloutSpec.Amounts.IS_AMOUNT, message = RolloutSpec.Amounts.WRITE_AMOUNT)
            String lost,

            @JsonPropertyDescription("Strict never has more in flight than may still fail, Soft may overshoot."
                    + " Absent: Strict for an upgrade, else Soft; a canary is always Strict.")
            @Nullable
            Bound bound) {}

    public enum Bound {
        /** Failures may overshoot by what is in flight. */
        Soft,
        /** Never more in flight than failures may still happen, plus one. */
        Strict
    }

    public record Retry(
            @JsonPropertyDescription("Tries in all. Absent: 2.") @Nullable @Min(1) @Max(20)
            Integer attempts,

            @JsonPropertyDescription("The pause between tries.") @Nullable
            Backoff backoff,

            @JsonPropertyDescription("Which kinds of failures are tried again. Absent: Transient, Timeout.")
            @Size(max = 3)
            List<FailureClass> kinds) {
        public Retry {
            kinds = kinds == null ? List.of() : List.copyOf(kinds);
        }
    }

    public record Backoff(
            @JsonPropertyDescription("The first pause. Absent: 10m.")
            @Nullable
            @Size(max = 32)
            @ValidationRule(value = RolloutSpec.Amounts.IS_DURATION, message = RolloutSpec.Amounts.WRITE_DURATION)
            String initial,

            @JsonPropertyDescription("By what each further pause is longer. Absent: 3.") @Nullable @Min(1) @Max(10)
            Integer factor,

            @JsonPropertyDescription("The longest pause. Absent: 6h.")
            @Nullable
            @Size(max = 32)
            @ValidationRule(value = RolloutSpec.Amounts.IS_DURATION, message = RolloutSpec.Amounts.WRITE_DURATION)
            String max,

            @JsonPropertyDescription("By how much pauses are drawn apart. Absent: 20%.")
            @Nullable
            @Size(max = 8)
            @ValidationRule(value = RolloutSpec.Amounts.IS_SHARE, message = RolloutSpec.Amounts.WRITE_SHARE)
            String jitter) {}

    public enum FailureClass {
        Transient,
        Timeout,
        Permanent
    }

    public record Timeouts(
            @JsonPropertyDescription("Fetching ahead. Absent: 12h.")
            @Nullable
            @Size(max = 32)
            @ValidationRule(value = RolloutSpec.Amounts.IS_TIMEOUT, message = RolloutSpec.Amounts.WRITE_TIMEOUT)
            String stage,

            @JsonPropertyDescription("From a slot to the start. Absent: 30m.")
            @Nullable
            @Size(max = 32)
            @ValidationRule(value = RolloutSpec.Amounts.IS_TIMEOUT, message = RolloutSpec.Amounts.WRITE_TIMEOUT)
            String start,

            @JsonPropertyDescription("The work itself. Absent: 4h for an upgrade, else 30m.")
            @Nullable
            @Size(max = 32)
            @ValidationRule(value = RolloutSpec.Amounts.IS_TIMEOUT, message = RolloutSpec.Amounts.WRITE_TIMEOUT)
            String run,

            @JsonPropertyDescription(
                    "Out of reach while at work, until the site counts as lost. Absent: 24h. An upgrade, which"
                            + " restarts machines, gives at least 1h.")
            @Nullable
            @Size(max = 32)
            @ValidationRule(value = RolloutSpec.Amounts.IS_TIMEOUT, message = RolloutSpec.Amounts.WRITE_TIMEOUT)
            String lost) {}

    public record Windows(
            @JsonPropertyDescription("When sites may fetch ahead. Absent: Any.") @Nullable
            Use stage,

            @JsonPropertyDescription("When sites may start. Absent: Site where the site has windows, else Any.")
            @Nullable
            Use start,

            @JsonPropertyDescription("Time that must be left in the window.")
            @Nullable
            @Size(max = 32)
            @ValidationRule(value = RolloutSpec.Amounts.IS_DURATION, message = RolloutSpec.Amounts.WRITE_DURATION)
            String minRemaining,

            @JsonPropertyDescription("Spans in which nothing starts and nothing is fetched.") @Size(max = 32)
            List<Blackout> blackouts) {
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
            @JsonPropertyDescription("Told where it holds a site.") @Required @Size(max = 63)
            String name,

            @JsonPropertyDescription("Its first minute by the site's own clock, such as 2026-11-26T00:00.")
            @Required
            @Size(max = 16)
            @ValidationRule(value = RolloutSpec.Amounts.IS_MINUTE, message = RolloutSpec.Amounts.WRITE_MINUTE)
            String from,

            @JsonPropertyDescription("The minute after its last.")
            @Required
            @Size(max = 16)
            @ValidationRule(value = RolloutSpec.Amounts.IS_MINUTE, message = RolloutSpec.Amounts.WRITE_MINUTE)
            String until) {}

    public record Offline(
            @JsonPropertyDescription("From when on a site that never started is skipped. Absent: 30d.")
            @Nullable
            @Size(max = 32)
            @ValidationRule(value = RolloutSpec.Amounts.IS_TIMEOUT, message = RolloutSpec.Amounts.WRITE_TIMEOUT)
            String giveUpAfter,

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
            @JsonPropertyDescription("Sites that wait fetch the content meanwhile. Absent: false.") @Nullable
            Boolean ahead,

            @JsonPropertyDescription("Sites that fetch ahead at once. Absent: 100.") @Nullable @Min(1)
            Integer maxConcurrency,

            @JsonPropertyDescription("At most, from the library, such as 5Mi. Absent: as the library is set.")
            @Nullable
            @Size(max = 16)
            @ValidationRule(value = RolloutSpec.Amounts.IS_RATE, message = RolloutSpec.Amounts.WRITE_RATE)
            String bytesPerSecondPerSite) {}
}
