// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Counts of one wave, or of all: facts of this pass. */
final class Census {
    int selected;
    int skipped;
    int deferred;
    int current;
    int succeeded;
    int inFlight;
    int failed;
    int timedOut;
    int lost;
    int waiting;
    int startable;
    int staged;
    int started;
    int carried;

    @Nullable
    Instant lastSuccess;

    int eligible() {
        return selected - skipped - deferred - current;
    }

    int bad() {
        return failed + timedOut + lost;
    }

    void add(Entry entry, Deferral deferral) {
        selected++;
        started += entry.startedAt() != null ? 1 : 0;
        switch (entry.phase()) {
            case PENDING, STAGING, STAGED, BACKOFF -> {
                staged += entry.phase() == Phase.STAGED ? 1 : 0;
                deferred += deferral == Deferral.AWAY ? 1 : 0;
                waiting += deferral == Deferral.AWAY ? 0 : 1;
                startable += deferral == Deferral.HERE ? 1 : 0;
            }
            case ADMITTED, RUNNING, VERIFYING -> {
                inFlight++;
                carried += entry.lane() == Entry.Lane.CATCH_UP ? 1 : 0;
            }
            case SUCCEEDED -> {
                succeeded++;
                var at = entry.succeededAt();
                lastSuccess = at != null && (lastSuccess == null || at.isAfter(lastSuccess)) ? at : lastSuccess;
            }
            case CURRENT -> current++;
            case FAILED -> failed++;
            case TIMED_OUT -> timedOut++;
            case LOST -> lost++;
            case SKIPPED -> skipped++;
        }
    }

    enum Deferral {
        HERE,
        /** Reachable, but its window is closed. */
        SHUT,
        AWAY
    }
}
