// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.time.Duration;

/**
 * What one reply of an API server may cost before the door cuts it off.
 *
 * @param bodyBytes most bytes of the whole body; {@link Long#MAX_VALUE} for a watch, whose events are bounded one by
 *     one
 * @param toHeaders longest wait for the response headers (a cut Rancher tunnel answers only after 20 to 40 s)
 * @param total longest time from sending to the last byte; {@link Duration#ZERO} for a watch
 * @param idle longest silence within the body; a watch's bookmarks come about once a minute
 */
public record Budget(long bodyBytes, Duration toHeaders, Duration total, Duration idle) {

    /** One object or one small list: 3 MiB, as the API server's own limit. */
    public static final Budget OBJECT =
            new Budget(3L << 20, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(30));

    /** One page of a list: 32 MiB. */
    public static final Budget PAGE =
            new Budget(32L << 20, Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(30));

    /** A watch: unbounded in all, cut after 150 s of silence (two missed bookmarks). */
    public static final Budget WATCH =
            new Budget(Long.MAX_VALUE, Duration.ofSeconds(60), Duration.ZERO, Duration.ofSeconds(150));
}
