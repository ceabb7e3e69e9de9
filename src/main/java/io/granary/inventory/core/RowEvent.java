// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One change of one row.
 *
 * @param sequence of the change, also for a deletion
 * @param before the row until then; absent if it was added
 * @param after the row from then on; absent if it was deleted
 */
public record RowEvent(
        long sequence, @Nullable VmRow before, @Nullable VmRow after) {

    /** As a watch says it. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    /**
     * What a watcher is told.
     *
     * @param row the row now, or as it was when it left; its sequence is that of the change
     */
    public record Seen(Type type, VmRow row) {}

    /** What one who sees only admitted rows is told: entering is ADDED, leaving is DELETED, elsewhere is nothing. */
    public Optional<Seen> seenThrough(Filter filter) {
        var was = before != null && filter.admits(before) ? before : null;
        var is = after != null && filter.admits(after) ? after : null;
        if (is != null) {
            return Optional.of(new Seen(was == null ? Type.ADDED : Type.MODIFIED, is));
        }
        return was == null
                ? Optional.empty()
                : Optional.of(new Seen(Type.DELETED, new VmRow(was.site(), was.vm(), was.vmi(), sequence)));
    }
}
