// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps the hub from asking an API server that does not answer. Opens after a number of failures in a row, or at once
 * when Rancher says that the tunnel is cut; then lets one request through per pause until one succeeds. Also holds
 * requests back for as long as the server asked ({@code Retry-After}). Safe for all threads.
 */
final class Breaker {
    private final int limit;
    private final long pauseNanos;
    private final LongSupplier nanos;
    private int failures;
    private boolean open;
    private boolean probing;
    private long closedUntil;
    private boolean throttled;
    private int era;

    /** @param nanos the clock of {@link System#nanoTime} */
    Breaker(int limit, Duration pause, LongSupplier nanos) {
        this.limit = limit;
        this.pauseNanos = pause.toNanos();
        this.nanos = nanos;
    }

    /** How long no request is let through, zero where one would be now. */
    synchronized Duration heldFor() {
        if (!open && !throttled) {
            return Duration.ZERO;
        }
        var left = closedUntil - nanos.getAsLong();
        if (left > 0) {
            return Duration.ofNanos(left);
        }
        return probing ? Duration.ofSeconds(1) : Duration.ZERO;
    }

    synchronized boolean isOpen() {
        return open;
    }

    /** True if a request may go now. Each that went is answered by one of the methods below. */
    synchronized boolean enter() {
        if (!heldFor().isZero()) {
            return false;
        }
        throttled = false;
        probing = open;
        return true;
    }

    synchronized void succeeded() {
        failures = 0;
        open = false;
        probing = false;
    }

    /** How often the server was said to be back; a request that went out in an earlier era says nothing of this one. */
    synchronized int era() {
        return era;
    }

    /** Somebody who knows says that the server is back. */
    synchronized void recovered() {
        era++;
        succeeded();
    }

    synchronized void failed() {
        failures++;
        if (open || failures >= limit) {
            open();
        }
    }

    /** The site is known to be away: no need to count. */
    synchronized void away() {
        failures = Math.max(failures + 1, limit);
        open();
    }

    /** Given up on our side: neither good nor bad. */
    synchronized void abandoned() {
        probing = false;
    }

    /** The server asked for quiet. */
    synchronized void holdOff(Duration time) {
        probing = false;
        throttled = true;
        closedUntil = Math.max(nanos.getAsLong() + time.toNanos(), open ? closedUntil : Long.MIN_VALUE);
    }

    private void open() {
        open = true;
        probing = false;
        closedUntil = nanos.getAsLong() + pauseNanos;
    }
}
