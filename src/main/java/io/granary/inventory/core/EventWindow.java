// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The newest changes, by sequence; a slot is used again for the change {@code capacity} later. */
final class EventWindow {
    private final AtomicReferenceArray<RowEvent> slots;
    private final long begin;

    /**
     * @param capacity number of changes kept
     * @param begin sequence of the last change before this store began
     */
    EventWindow(int capacity, long begin) {
        this.slots = new AtomicReferenceArray<>(capacity);
        this.begin = begin;
    }

    void add(RowEvent event) {
        slots.set(slot(event.sequence()), event);
    }

    /** The changes after a sequence, none newer than {@code newest}, which is published. */
    Replay after(long after, int max, long newest) {
        if (after < begin || after > newest) {
            return new Replay.Expired(oldest(newest), newest);
        }
        long through = Math.min(newest, after + max);
        var events = new ArrayList<RowEvent>((int) (through - after));
        for (long sequence = after + 1; sequence <= through; sequence++) {
            var event = slots.get(slot(sequence));
            if (event == null || event.sequence() != sequence) {
                return new Replay.Expired(oldest(newest), newest);
            }
            events.add(event);
        }
        return new Replay.Changes(events, through);
    }

    private long oldest(long newest) {
        return Math.max(begin, newest - slots.length());
    }

    private int slot(long sequence) {
        return (int) Long.remainderUnsigned(sequence, slots.length());
    }
}
