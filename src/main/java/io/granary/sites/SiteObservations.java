// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.kernel.SiteId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the inventory tells of a site for its status. Declared here, implemented by the room above; asked about once a
 * minute for each site, from any thread, and must answer from memory.
 */
public interface SiteObservations {

    /** Null where the inventory has not seen the site yet. */
    @Nullable
    Observation of(SiteId id);

    /**
     * One site in the inventory.
     *
     * @param running virtual machines that run
     * @param total virtual machines
     * @param lastSeen when the site last sent something
     * @param stale true while the rows are kept from an earlier contact
     * @param refused one sentence on why data of the site is refused now; null if it is not
     */
    record Observation(
            int running,
            int total,
            @Nullable Instant lastSeen,
            boolean stale,
            @Nullable String refused) {}
}
