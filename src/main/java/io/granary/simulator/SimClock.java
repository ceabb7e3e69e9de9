// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one wheel on which the whole fleet turns. A real clock follows the wall; a virtual one stands still until a test
 * advances it, so that hours of a fleet's life pass in milliseconds and in the same order every time.
 *
 * <p>Tasks run one after the other, never two at once.
 */
public final class SimClock implements AutoCloseable {
    private record Task(long dueMillis, long order, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            var byTime = Long.compare(dueMillis, other.dueMillis);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private static final InstantSource WALL = InstantSource.system();

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final @Nullable ScheduledThreadPoolExecutor wheel;
    private final int pace;
    private long virtualMillis;
    private long order;

    private SimClock(@Nullable ScheduledThreadPoolExecutor wheel, long virtualMillis, int pace) {
        this.wheel = wheel;
        this.pace = pace;
        this.virtualMillis = virtualMillis;
    }

    /**
     * A clock that follows the wall, on which long work takes a fraction of its time; one daemon thread runs its tasks.
     *
     * @param pace by how much {@link #afterWork} is shortened, at least 1
     */
    public static SimClock paced(int pace) {
        var wheel = new ScheduledThreadPoolExecutor(
                1, task -> Thread.ofPlatform().daemon().name("fleet-life").unstarted(task));
        wheel.setRemoveOnCancelPolicy(true);
        wheel.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return new SimClock(wheel, 0, pace);
    }

    /** A clock that moves only by {@link #advance}. */
    public static SimClock virtual(Instant start) {
        return new SimClock(null, start.toEpochMilli(), 1);
    }

    public Instant now() {
        return Instant.ofEpochMilli(millis());
    }

    /** Milliseconds since the epoch, as this clock sees it. */
    public long millis() {
        if (wheel != null) {
            return WALL.millis();
        }
        synchronized (tasks) {
            return virtualMillis;
        }
    }

    /** Runs the action once after the delay. Actions due at the same moment run in the order they came. */
    public void after(Duration delay, Runnable action) {
        if (wheel != null) {
            if (!wheel.isShutdown()) {
                wheel.schedule(action, Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
            }
            return;
        }
        synchronized (tasks) {
            tasks.add(new Task(virtualMillis + Math.max(0, delay.toMillis()), order++, action));
        }
    }

    /** As {@link #after} for work of minutes and hours, such as upgrades, which a fast fleet shortens. */
    public void afterWork(Duration work, Runnable action) {
        after(shortened(work), action);
    }

    /** How long such work takes on this clock. */
    public Duration shortened(Duration work) {
        return work.dividedBy(pace);
    }

    /** Moves a virtual clock forward and runs everything that falls due on the way. */
    public void advance(Duration by) {
        if (wheel != null) {
            throw new IllegalStateException("a real clock cannot be advanced");
        }
        long target = millis() + by.toMillis();
        for (var task = nextDue(target); task != null; task = nextDue(target)) {
            task.action().run();
        }
        synchronized (tasks) {
            virtualMillis = target;
        }
    }

    @Override
    public void close() {
        if (wheel != null) {
            wheel.shutdownNow();
        }
    }

    private @Nullable Task nextDue(long target) {
        synchronized (tasks) {
            var task = tasks.peek();
            if (task == null || task.dueMillis() > target) {
                return null;
            }
            virtualMillis = Math.max(virtualMillis, task.dueMillis());
            return tasks.poll();
        }
    }
}
