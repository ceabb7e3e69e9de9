// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kernel;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Work and when each piece is due. A key stands in it at most once, with its earliest time; one that is taken is not
 * given out again before {@link #done}. Safe for all threads.
 */
public final class DueQueue<K> {
    private final LongSupplier nanos;
    private final PriorityQueue<Due<K>> order = new PriorityQueue<>((a, b) -> Long.compare(a.at - b.at, 0));
    private final Map<K, Due<K>> waiting = new HashMap<>();
    private final Map<K, @Nullable Duration> taken = new HashMap<>();

    /** @param nanos the clock of {@link System#nanoTime} */
    public DueQueue(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private record Due<K>(K id, long at) {}

    /** It is due after this time, or earlier if it already was. */
    public synchronized void add(K id, Duration after) {
        if (taken.containsKey(id)) {
            var known = taken.get(id);
            taken.put(id, known == null || after.compareTo(known) < 0 ? after : known);
            return;
        }
        var due = new Due<>(id, nanos.getAsLong() + after.toNanos());
        var known = waiting.get(id);
        if (known != null && known.at - due.at <= 0) {
            return;
        }
        waiting.put(id, due);
        order.add(due);
        notifyAll();
    }

    public synchronized void forget(K id) {
        waiting.remove(id);
    }

    /** Waits for the next that is due. */
    public synchronized K take() throws InterruptedException {
        while (true) {
            var first = order.peek();
            if (first == null) {
                wait();
            } else if (!first.equals(waiting.get(first.id))) {
                order.poll();
            } else {
                var left = first.at - nanos.getAsLong();
                if (left <= 0) {
                    order.poll();
                    waiting.remove(first.id);
                    taken.put(first.id, null);
                    return first.id;
                }
                wait(Math.max(1, left / 1_000_000));
            }
        }
    }

    /** It may be taken again, and is at once due again if it was added meanwhile. */
    public synchronized void done(K id) {
        var again = taken.remove(id);
        if (again != null) {
            add(id, again);
        }
    }
}
