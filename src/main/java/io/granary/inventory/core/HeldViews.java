// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Snapshots that continued lists still need: a few, for minutes after their last use. What did not change they share.
 */
final class HeldViews {
    private static final int MOST = 6;
    private static final long NANOS = 300_000_000_000L;

    private final LongSupplier nanoTime;
    private final Map<Long, Held> views = new LinkedHashMap<>(16, 0.75f, true);

    HeldViews(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void hold(TableView view) {
        forgetOld();
        views.put(view.sequence(), new Held(view, nanoTime.getAsLong()));
        if (views.size() > MOST) {
            views.remove(views.keySet().iterator().next());
        }
    }

    synchronized Optional<TableView> find(long sequence) {
        forgetOld();
        return Optional.ofNullable(views.get(sequence)).map(Held::view);
    }

    private void forgetOld() {
        long now = nanoTime.getAsLong();
        views.values().removeIf(held -> now - held.at > NANOS);
    }

    private record Held(TableView view, long at) {}
}
