// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import java.time.Duration;
import java.time.Instant;

/** The one timer all reflectors share. Work runs on its one thread and must not block. */
interface ReflectorTimer {

    /** Runs the work once, after this time; cancelling later than that does nothing. */
    Pending after(Duration delay, Runnable work);

    /** Runs the work soon, after what is due now. */
    void run(Runnable work);

    Instant now();

    /** The clock of {@link System#nanoTime}. */
    long nanos();

    /** Work that has not run yet. */
    interface Pending {
        void cancel();
    }
}
