// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.Instant;

/**
 * Where a wave stands.
 *
 * @param until when it may move on by itself, {@link Instant#MAX} if only by an event
 */
public record WaveState(String wave, Stand stand, String message, Instant until) {

    public enum Stand {
        BLOCKED,
        AWAITING_BEFORE,
        OPEN,
        SOAKING,
        AWAITING_AFTER,
        /** Nothing failed and nothing is left to do, but too few sites really succeeded: a person must say so. */
        NO_EVIDENCE,
        PASSED
    }
}
