// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A timer whose time passes only when told to; runs everything on the caller's thread. */
final class TickingTimer implements ReflectorTimer {
    private record Task(long at, long order, Runnable work) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private long now = 1;
    private long order;

    @Override
    public Pending after(Duration delay, Runnable work) {
        var task = new Task(now + Math.max(0, delay.toNanos()), order++, work);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    @Override
    public void run(Runnable work) {
        after(Duration.ZERO, work);
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(now);
    }

    @Override
    public long nanos() {
        return now;
    }

    /** Lets so much time pass, running what falls due. */
    void pass(Duration time) {
        var end = now + time.toNanos();
        while (!tasks.isEmpty() && tasks.peek().at() <= end) {
            var task = tasks.poll();
            now = Math.max(now, task.at());
            task.work().run();
        }
        now = end;
    }

    boolean isIdleUntil(Duration time) {
        return tasks.isEmpty() || tasks.peek().at() > now + time.toNanos();
    }
}
