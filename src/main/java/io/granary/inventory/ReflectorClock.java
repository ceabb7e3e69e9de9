// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** The shared timer on a thread of its own. */
final class ReflectorClock implements ReflectorTimer, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ReflectorClock.class);

    private final Clock clock;
    private final LongSupplier nanos;
    private final ScheduledThreadPoolExecutor thread;

    /** @param nanos the clock of {@link System#nanoTime} */
    ReflectorClock(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.thread = new ScheduledThreadPoolExecutor(1, ReflectorClock::thread);
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static Thread thread(Runnable work) {
        return Thread.ofPlatform().name("granary-inventory-timer").daemon().unstarted(work);
    }

    @Override
    public Pending after(Duration delay, Runnable work) {
        if (thread.isShutdown()) {
            return () -> {};
        }
        var task = thread.schedule(() -> guarded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> task.cancel(false);
    }

    @Override
    public void run(Runnable work) {
        if (!thread.isShutdown()) {
            thread.execute(() -> guarded(work));
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException bug) {
            LOG.error(
                    "The inventory's timer met a bug; the site it served may stay stale until it is reconnected", bug);
        }
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public long nanos() {
        return nanos.getAsLong();
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
