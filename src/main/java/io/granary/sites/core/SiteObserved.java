// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import io.granary.crd.v1alpha1.SiteStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that the status of a site is computed from.
 *
 * @param before the stored status; what is pinned and since when things are so comes from it
 * @param acceptedUid a person accepts that the site was rebuilt and now has this UID; null for none
 * @param inventory what the inventory sees; null where it has not looked yet
 */
public record SiteObserved(
        SiteFacts facts,
        @Nullable ProbeFacts probe,
        @Nullable InventoryFacts inventory,
        @Nullable SiteStatus before,
        @Nullable String acceptedUid,
        long generation,
        Instant now) {

    /**
     * What the inventory knows of a site.
     *
     * @param lastSeen when the site last sent something
     * @param refused why its data was refused, one sentence; null if it was not
     */
    public record InventoryFacts(
            int running,
            int total,
            @Nullable Instant lastSeen,
            @Nullable String refused) {}
}
