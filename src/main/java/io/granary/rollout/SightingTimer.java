// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import java.time.Duration;
import java.time.Instant;

/** Time and threads of a {@link SightingCache}. */
public interface SightingTimer {

    Instant now();

    /** Runs the work once, after this time, on a thread that must not be blocked. */
    void after(Duration delay, Runnable work);

    /** Runs the work now, on a thread of its own that may block. */
    void run(Runnable work);
}
