// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a reply comes fast enough, from five deadlines: head, whole, silence, least rate, and none of these
 * while the reader pauses a stream. One timer per request asks now and then, so that a piece costs no timer.
 */
final class Pace {
    private final Budget budget;
    private final DoorLimits limits;
    private final LongSupplier nanos;
    private long start;
    private long headAt;
    private long lastPiece;
    private long bytes;
    private boolean begun;
    private boolean rated;
    private boolean paused;

    /** @param nanos the clock of {@link System#nanoTime} */
    Pace(Budget budget, DoorLimits limits, LongSupplier nanos) {
        this.budget = budget;
        this.limits = limits;
        this.nanos = nanos;
        this.rated = !budget.total().isZero();
    }

    void started() {
        start = nanos.getAsLong();
    }

    void headCame(boolean success) {
        begun = true;
        headAt = nanos.getAsLong();
        lastPiece = headAt;
        rated &= success;
    }

    /** Counts a piece of the body; all bytes so far. */
    long received(int count) {
        lastPiece = nanos.getAsLong();
        bytes += count;
        return bytes;
    }

    void paused() {
        paused = true;
        rated = false;
    }

    void resumed() {
        paused = false;
        lastPiece = nanos.getAsLong();
    }

    /** No deadline can pass before this time is over. */
    Duration firstCheck() {
        var first = min(budget.toHeaders(), budget.idle());
        first = rated ? min(first, limits.reply().rateGrace()) : first;
        return budget.total().isZero() ? first : min(first, budget.total());
    }

    /** How long until the next deadline can pass. */
    Duration nextCheck() {
        var now = nanos.getAsLong();
        if (!begun) {
            return min(firstCheck(), Duration.ofNanos(start + budget.toHeaders().toNanos() - now));
        }
        var left = paused ? budget.idle().toNanos() : lastPiece + budget.idle().toNanos() - now;
        if (!budget.total().isZero()) {
            left = Math.min(left, start + budget.total().toNanos() - now);
        }
        if (rated) {
            left = Math.min(left, headAt + paidFor() - now);
        }
        return Duration.ofNanos(left);
    }

    /** Which deadline has passed, or null. */
    @Nullable
    String objection() {
        var now = nanos.getAsLong();
        if (!budget.total().isZero() && now - start >= budget.total().toNanos()) {
            return "did not finish its answer within " + words(budget.total());
        }
        if (!begun) {
            return now - start >= budget.toHeaders().toNanos()
                    ? "did not begin to answer within " + words(budget.toHeaders())
                    : null;
        }
        if (!paused && now - lastPiece >= budget.idle().toNanos()) {
            return "fell silent for " + words(budget.idle()) + " within its answer";
        }
        return rated && now - headAt >= paidFor()
                ? "answers more slowly than " + limits.reply().bytesPerSecond() + " bytes per second"
                : null;
    }

    /** The time that the bytes so far may have taken. */
    private long paidFor() {
        var grace = limits.reply().rateGrace().toNanos();
        var rate = (double) bytes / limits.reply().bytesPerSecond() * 1e9;
        return Math.max(grace, (long) rate);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static String words(Duration time) {
        return time.toMillis() < 10_000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
    }
}
