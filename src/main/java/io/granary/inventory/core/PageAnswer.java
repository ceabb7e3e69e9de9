// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.List;

/** What a request for a page comes to. */
public sealed interface PageAnswer {

    /**
     * A page.
     *
     * @param view the snapshot it is of
     * @param total admitted rows in the whole list
     * @param remaining admitted rows after this page
     * @param continuation for the next page; empty at the end
     */
    record Page(InventoryView view, List<VmRow> rows, int total, int remaining, String continuation)
            implements PageAnswer {}

    /**
     * The snapshot of the token is no longer held.
     *
     * @param freshContinuation goes on behind the same row in the newest snapshot, no longer consistent with the pages
     *     before
     */
    record Expired(String freshContinuation) implements PageAnswer {}
}
