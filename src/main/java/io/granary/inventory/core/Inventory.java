// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.Optional;

/**
 * The way out of the store. Nothing here blocks or locks: readers work on immutable snapshots, and may keep one for as
 * long as one answer takes. The sequence is the {@code resourceVersion} of the extension API: each change of a row
 * takes the next number, without gaps, and no number is used twice, not even after a restart.
 */
public interface Inventory {

    /** The newest published snapshot. */
    InventoryView view();

    /** The snapshot of exactly this sequence, if it is the newest or still held for a continued list. */
    Optional<InventoryView> viewAt(long sequence);

    /**
     * One page. The first page is of the newest snapshot; a continued one is of the snapshot its token names, so that
     * pages put together are one consistent list. Only the newest few continued snapshots are held, for minutes.
     *
     * @throws BadQuery if the token or the request is malformed; the message says what is allowed
     */
    PageAnswer page(PageRequest request);

    /**
     * Changes strictly after a sequence, oldest first, as a bounded window remembers them.
     *
     * @param max at least 1; fewer are given if fewer are there, none if the caller is up to date
     */
    Replay replay(long after, int max);

    /**
     * Runs {@code wake} after each published snapshot, on the writer's thread: it may only signal, and must not throw.
     * The signalled reader pulls with {@link #replay} at its own pace; the store buffers nothing for it.
     */
    Subscription onPublished(Runnable wake);

    /** Where a site's stream of one kind stands, to resume it; empty if it was never begun. */
    Optional<SyncState> syncState(SiteId site, Kind kind);

    /** Ends a subscription; closing twice does nothing. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
