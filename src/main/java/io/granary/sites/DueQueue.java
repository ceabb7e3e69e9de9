// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.kernel.SiteId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sites and when each is due. A site stands in it at most once, with its earliest time; a site that is taken is not
 * given out again before {@link #done}. Safe for all threads.
 */
final class DueQueue {
    private final LongSupplier nanos;
    private final PriorityQueue<Due> order = new PriorityQueue<>((a, b) -> Long.compare(a.at - b.at, 0));
    private final Map<SiteId, Due> waiting = new HashMap<>();
    private final Map<SiteId, @Nullable Duration> taken = new HashMap<>();

    /** @param nanos the clock of {@link System#nanoTime} */
    DueQueue(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private record Due(SiteId id, long at) {}

    /** The site is due after this time, or earlier if it already was. */
    synchronized void add(SiteId id, Duration after) {
        if (taken.containsKey(id)) {
            var known = taken.get(id);
            taken.put(id, known == null || after.compareTo(known) < 0 ? after : known);
            return;
        }
        var due = new Due(id, nanos.getAsLong() + after.toNanos());
        var known = waiting.get(id);
        if (known != null && known.at - due.at <= 0) {
            return;
        }
        waiting.put(id, due);
        order.add(due);
        notifyAll();
    }

    synchronized void forget(SiteId id) {
        waiting.remove(id);
    }

    /** Waits for the next site that is due. */
    synchronized SiteId take() throws InterruptedException {
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

    /** The site may be taken again; it is at once due again if it was added meanwhile. */
    synchronized void done(SiteId id) {
        var again = taken.remove(id);
        if (again != null) {
            add(id, again);
        }
    }
}
