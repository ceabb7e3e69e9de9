// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.InventoryWriter;
import io.granary.inventory.core.Kind;
import io.granary.inventory.core.SyncState;
import io.granary.kernel.SiteId;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What every site's sync works with: all of it shared. */
record SiteSyncTools(
        InventoryWriter writer,
        Resume resume,
        ReflectorTimer timer,
        ReflectorPacer pacer,
        ReflectorMeters meters,
        RandomGenerator dice,
        Limits limits) {

    /** Where the stream of a site and kind stood when the store was last saved; null if it never ran. */
    interface Resume {
        @Nullable
        SyncState of(SiteId site, Kind kind);
    }

    /** See {@link InventoryConfig} for each. */
    record Limits(
            int pageSize,
            boolean streamLists,
            Duration listDeadline,
            Duration longestPause,
            Duration relistSpacing,
            Duration staleAfter,
            Polling polling) {}

    /**
     * @param auditEvery how often each list is read anew
     * @param auditAfterResume how long after a resumed watch each list is read anew
     * @param every how often each small kind is polled; a kind that is missing is not
     */
    record Polling(Duration auditEvery, Duration auditAfterResume, Map<Kind, Duration> every) {}

    /** A time drawn from 80 to 120 % of this one. */
    Duration about(Duration time) {
        return Duration.ofMillis((long) (time.toMillis() * (0.8 + 0.4 * dice.nextDouble())));
    }

    /** The pause before another try: full jitter below a bound that doubles. */
    Duration pause(int failures) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        var bound = Math.min(limits.longestPause().toMillis(), 500L << Math.min(failures, 20));
        return Duration.ofMillis(Math.min(100, bound) + (long) (dice.nextDouble() * bound));
    }
}
