// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.List;

/** What is known of the changes after a sequence. */
public sealed interface Replay {

    /**
     * The next changes, in order, without a gap.
     *
     * @param through all changes up to here are now told; ask on after it
     */
    record Changes(List<RowEvent> events, long through) implements Replay {}

    /**
     * Too old, or of a future that this store never had: list anew.
     *
     * @param oldest the oldest sequence after which one may ask
     * @param newest the newest one
     */
    record Expired(long oldest, long newest) implements Replay {}
}
