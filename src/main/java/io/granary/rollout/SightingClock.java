// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The timer of the process: one thread that waits, and a virtual thread for each look. */
public final class SightingClock implements SightingTimer, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SightingClock.class);

    private final Clock clock;
    private final ScheduledThreadPoolExecutor waiting;

    public SightingClock(Clock clock) {
        this.clock = clock;
        this.waiting = new ScheduledThreadPoolExecutor(
                1,
                work -> Thread.ofPlatform().name("granary-sightings").daemon().unstarted(work));
        waiting.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void after(Duration delay, Runnable work) {
        try {
            var unused = waiting.schedule(() -> guarded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("No more looks at sites: the hub stops");
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException bug) {
            LOG.error("A look at a site could not be arranged", bug);
        }
    }

    @Override
    public void run(Runnable work) {
        Thread.startVirtualThread(work);
    }

    @Override
    public void close() {
        waiting.shutdown();
    }
}
