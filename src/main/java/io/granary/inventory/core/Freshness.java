// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.time.Instant;

/** Whether what is shown of a site is the present. Kept once for a site, so that losing one writes no rows. */
public sealed interface Freshness {

    /** In step with the site, as far as its streams tell. */
    record Live() implements Freshness {}

    /** Known, but its first list has not come to its end. */
    record Pending() implements Freshness {}

    /**
     * Not in step: the rows are as they were then.
     *
     * @param reason one word, the reason of the site's condition
     */
    record Stale(Instant lastSeen, String reason) implements Freshness {}

    /** Read from disk after a restart, as it was saved then, and not yet confirmed by the site. */
    record Restored(Instant lastSeen) implements Freshness {}

    /** One word for facets and columns: live, pending, stale or restored. */
    default String word() {
        return switch (this) {
            case Live() -> "live";
            case Pending() -> "pending";
            case Stale(Instant _, String _) -> "stale";
            case Restored(Instant _) -> "restored";
        };
    }
}
