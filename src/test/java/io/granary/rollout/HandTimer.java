// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A timer whose time passes only when told to; looks run on the caller's thread, after what called for them. */
public final class HandTimer implements SightingTimer {
    private record Task(Instant at, long order, Runnable work) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::at).thenComparingLong(Task::order));
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private Instant now = Instant.parse("2026-11-01T08:00:00Z");
    private long order;

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void after(Duration delay, Runnable work) {
        tasks.add(new Task(now.plus(delay), order++, work));
    }

    @Override
    public void run(Runnable work) {
        ready.add(work);
    }

    /** Runs what is ready now. */
    public void settle() {
        for (var work = ready.poll(); work != null; work = ready.poll()) {
            work.run();
        }
    }

    /** Lets so much time pass, running what falls due. */
    public void pass(Duration time) {
        var end = now.plus(time);
        settle();
        while (!tasks.isEmpty() && !tasks.peek().at().isAfter(end)) {
            var task = tasks.poll();
            now = task.at().isAfter(now) ? task.at() : now;
            task.work().run();
            settle();
        }
        now = end;
    }
}
