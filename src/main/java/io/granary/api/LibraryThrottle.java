// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.images.core.TokenBucket;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Slows one download to the rates of its site and of the site's WAN group, whichever is slower. */
final class LibraryThrottle {

    private final List<TokenBucket> buckets;
    private final LongSupplier nanoTime;

    LibraryThrottle(List<TokenBucket> buckets, LongSupplier nanoTime) {
        this.buckets = List.copyOf(buckets);
        this.nanoTime = nanoTime;
    }

    /** Waits until this many bytes may be sent. */
    void await(int bytes) {
        long now = nanoTime.getAsLong();
        long until = now;
        for (TokenBucket bucket : buckets) {
            until = Math.max(until, now + bucket.take(bytes, now));
        }
        for (long left = until - now; left > 0; left = until - nanoTime.getAsLong()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }
}
