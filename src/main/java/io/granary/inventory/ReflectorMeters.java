// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.JsonFrames;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What all reflectors together did and hold; without any label that grows with the fleet. */
final class ReflectorMeters implements JsonFrames.Memory {
    final LongAdder lists = new LongAdder();
    final LongAdder watches = new LongAdder();
    final LongAdder resumed = new LongAdder();
    final LongAdder objects = new LongAdder();
    final LongAdder changes = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder polls = new LongAdder();
    final LongAdder paused = new LongAdder();
    private final AtomicLong held = new AtomicLong();
    private final long most;

    /** @param most bytes of unfinished objects, over all streams */
    ReflectorMeters(long most) {
        this.most = most;
    }

    @Override
    public boolean take(int bytes) {
        if (held.addAndGet(bytes) > most) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    @Override
    public void give(int bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}
