// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Paces writes: so many per second in the long run, and a burst after a quiet time. Safe for all threads. */
final class TokenBucket {
    private final double perNano;
    private final double most;
    private final LongSupplier nanos;
    private double tokens;
    private long countedAt;

    /** @param nanos the clock of {@link System#nanoTime} */
    TokenBucket(int perSecond, int burst, LongSupplier nanos) {
        this.perNano = perSecond / 1e9;
        this.most = burst;
        this.nanos = nanos;
        this.tokens = burst;
        this.countedAt = nanos.getAsLong();
    }

    /** Takes one token, and says how long to wait before it may be used. */
    synchronized Duration take() {
        var now = nanos.getAsLong();
        tokens = Math.min(most, tokens + (now - countedAt) * perNano);
        countedAt = now;
        tokens -= 1;
        return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-tokens / perNano));
    }
}
