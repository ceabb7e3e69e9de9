// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.time.Duration;

/**
 * How much of the hub one site, and all sites together, may take through their doors. The defaults are set for 10,000
 * sites on two cores.
 */
public record DoorLimits(Site site, Fleet fleet, Reply reply, Patience patience) {

    public static final DoorLimits DEFAULTS = new DoorLimits(
            new Site(2, 12, 64, Duration.ofSeconds(60)),
            new Fleet(1_000, 200_000, 256L << 20),
            new Reply(64 << 10, 64 << 10, 16 << 10, Duration.ofSeconds(10)),
            new Patience(5, Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(300)));

    /**
     * One site.
     *
     * @param requests in flight, 1 or more
     * @param streams open at once
     * @param waiting requests that may wait for a slot; more are turned away at once
     * @param longestWait how long a request may wait for a slot
     */
    public record Site(int requests, int streams, int waiting, Duration longestWait) {}

    /**
     * All sites together.
     *
     * @param opening requests and opening streams whose answer has not begun
     * @param streams open at once
     * @param bufferedBytes bytes of whole replies held in memory at once
     */
    public record Fleet(int opening, int streams, long bufferedBytes) {}

    /**
     * One reply, beside its {@link Budget}.
     *
     * @param headerBytes most bytes of the response headers
     * @param errorBytes how much is kept of the body of an answer that is no success; the rest is cut off silently
     * @param bytesPerSecond least rate of a bounded body after its grace; a slower one is cut off
     * @param rateGrace how long a body may be slower than that
     */
    public record Reply(int headerBytes, int errorBytes, int bytesPerSecond, Duration rateGrace) {}

    /**
     * When a site is left in peace.
     *
     * @param failures in a row after which the breaker opens
     * @param openFor how long an open breaker lets nothing through, before one request may try again
     * @param shortestRetry lower clamp of {@code Retry-After}
     * @param longestRetry upper clamp of {@code Retry-After}
     */
    public record Patience(int failures, Duration openFor, Duration shortestRetry, Duration longestRetry) {}
}
