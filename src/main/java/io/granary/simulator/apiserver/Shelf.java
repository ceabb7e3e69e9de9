// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The objects of one kind and the last changes to them. Guarded by the store's lock. */
final class Shelf {
    final TreeMap<ObjectKey, StoredObject> objects = new TreeMap<>();
    private @Nullable ArrayDeque<ObjectChange> events;
    private long forgotten;

    void forget(long upTo) {
        forgotten = upTo;
        events = null;
    }

    void remember(ObjectChange change, int window) {
        if (events == null) {
            events = new ArrayDeque<>(Math.min(window, 16));
        }
        events.addLast(change);
        while (events.size() > window) {
            forgotten = events.removeFirst().resourceVersion();
        }
    }

    /** Whether all changes after this revision are still known. */
    boolean knows(long revision) {
        return revision >= forgotten;
    }

    /** Changes after a revision, oldest first, at most so many. */
    List<ObjectChange> after(long revision, int most) {
        if (events == null || events.isEmpty() || events.getLast().resourceVersion() <= revision) {
            return List.of();
        }
        var found = new ArrayList<ObjectChange>();
        // Watchers are nearly always at the end, so look from there.
        var backwards = events.descendingIterator();
        while (backwards.hasNext()) {
            var change = backwards.next();
            if (change.resourceVersion() <= revision) {
                break;
            }
            found.add(change);
        }
        var oldestFirst = found.reversed();
        return oldestFirst.size() <= most ? oldestFirst : oldestFirst.subList(0, most);
    }
}
