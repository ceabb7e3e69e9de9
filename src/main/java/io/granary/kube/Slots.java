// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A fixed number of slots, and a line of those who wait for one; first come, first served. Safe for all threads. */
final class Slots {

    /** Somebody who wants a slot. */
    interface Claim {
        /** The slot is yours: give it back with {@link Slots#release}. Called outside any lock. */
        void granted();

        /** True once the slot is no longer wanted; it goes to the next in line. */
        boolean abandoned();
    }

    enum Answer {
        GRANTED,
        QUEUED,
        FULL
    }

    private final int limit;
    private final int longestLine;
    private final ArrayDeque<Claim> line = new ArrayDeque<>(0);
    private int taken;

    Slots(int limit, int longestLine) {
        this.limit = limit;
        this.longestLine = longestLine;
    }

    /** Grants at once (without calling {@link Claim#granted}), puts in line, or turns away. */
    synchronized Answer ask(Claim claim) {
        if (taken < limit) {
            taken++;
            return Answer.GRANTED;
        }
        if (line.size() >= longestLine) {
            line.removeIf(Claim::abandoned);
        }
        if (line.size() >= longestLine) {
            return Answer.FULL;
        }
        line.add(claim);
        return Answer.QUEUED;
    }

    void release() {
        var next = next();
        if (next != null) {
            next.granted();
        }
    }

    private synchronized @Nullable Claim next() {
        var claim = line.poll();
        while (claim != null && claim.abandoned()) {
            claim = line.poll();
        }
        if (claim == null) {
            taken--;
        }
        return claim;
    }

    synchronized int taken() {
        return taken;
    }

    synchronized int waiting() {
        return line.size();
    }
}
