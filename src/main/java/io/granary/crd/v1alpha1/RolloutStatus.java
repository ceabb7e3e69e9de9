// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a rollout stands; under 8 KB at any fleet size. Only {@link Journal} is read back by Granary, for it holds the
 * decisions that cannot be observed again; all else is output.
 */
public record RolloutStatus(
        @Nullable Journal journal,
        @Nullable RevisionInfo revision,
        @Nullable Phase phase,
        @Nullable String wave,
        @Nullable PauseInfo pause,
        List<WaveInfo> waves,
        @Nullable Totals totals,
        @Nullable String nextWake,
        @Nullable Integer reports,
        @Nullable Eta eta,
        List<Condition> conditions,
        @Nullable Long observedGeneration)
        implements Conditioned {

    public RolloutStatus {
        waves = waves == null ? List.of() : List.copyOf(waves);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /** The wave. */
    @Override
    public String step() {
        return wave == null ? "" : wave;
    }

    public enum Phase {
        Planned,
        Running,
        Paused,
        Completed,
        CompletedWithDeferred,
        Aborted,
        Expired
    }

    /**
     * Decisions, all bound to one revision.
     *
     * @param epoch of the leader that wrote last
     * @param serial of the last admissions that count; an entry of a report with a higher one is void
     * @param latches one for each wave that has one
     * @param consumed names of approvals that were used
     */
    public record Journal(
            long epoch,
            long serial,
            RevisionInfo revision,
            @Nullable PauseInfo pause,
            @Nullable Accepted accepted,
            List<WaveLatch> latches,
            List<String> consumed) {
        public Journal {
            latches = latches == null ? List.of() : List.copyOf(latches);
            consumed = consumed == null ? List.of() : List.copyOf(consumed);
        }
    }

    /**
     * @param undoOf number of the earlier revision with the same content
     * @param since RFC 3339
     * @param shards number of its reports
     */
    public record RevisionInfo(
            int number,
            String hash,
            String since,
            @Nullable Integer undoOf,
            @Nullable String author,
            int shards) {}

    public record PauseInfo(String by, int revision, String at, String message) {}

    /** What a person took upon himself by resuming: failures that no longer count. */
    public record Accepted(int failed, int lost, Map<String, Integer> byWave) {
        public Accepted {
            byWave = byWave == null ? Map.of() : Map.copyOf(byWave);
        }
    }

    /**
     * @param approvedBefore name of the approval that opened the wave
     * @param passedAt RFC 3339; never taken back
     */
    public record WaveLatch(
            String wave,
            @Nullable String approvedBefore,
            @Nullable String approvedAfter,
            @Nullable String passedAt) {}

    public record WaveInfo(
            String name,
            String state,
            @Nullable String message,
            int sites,
            int eligible,
            int succeeded,
            int inFlight,
            int failed,
            int deferred,
            int held,
            @Nullable String passedAt) {}

    /**
     * @param progress succeeded/eligible, as kubectl shows it
     * @param held number of held sites by reason
     */
    public record Totals(
            String progress,
            int selected,
            int eligible,
            int alreadyCurrent,
            int succeeded,
            int inFlight,
            int staged,
            int failed,
            int timedOut,
            int lost,
            int deferred,
            int skipped,
            Map<String, Integer> held) {
        public Totals {
            held = held == null ? Map.of() : Map.copyOf(held);
        }
    }

    public record Eta(String p50, String p90) {}
}
