// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images.core;

/**
 * Bounds a byte rate. The caller names the time, takes what it sends, and is told how long to wait before it sends:
 * takers queue up fairly, because each one's wait begins where the last one's ends.
 */
public final class TokenBucket {

    private final double nanosPerByte;
    private final long burstNanos;
    private long freeAt;

    /**
     * @param bytesPerSecond the rate, at least 1
     * @param burstBytes what may go at once after a pause, at least 0
     * @param now the present of the clock that all later calls use, in nanoseconds
     */
    public TokenBucket(long bytesPerSecond, long burstBytes, long now) {
        if (bytesPerSecond < 1 || burstBytes < 0) {
            throw new IllegalArgumentException("A rate is at least 1 byte a second and a burst at least 0 bytes, not "
                    + bytesPerSecond + " and " + burstBytes);
        }
        this.nanosPerByte = 1e9 / bytesPerSecond;
        this.burstNanos = (long) (burstBytes * nanosPerByte);
        this.freeAt = now - burstNanos;
    }

    /**
     * Takes bytes out of the bucket, into debt if need be.
     *
     * @return nanoseconds to wait before they may be sent, 0 for at once
     */
    public synchronized long take(long bytes, long now) {
        freeAt = Math.max(freeAt, now - burstNanos);
        long wait = Math.max(0, freeAt - now);
        freeAt += (long) (bytes * nanosPerByte);
        return wait;
    }
}
