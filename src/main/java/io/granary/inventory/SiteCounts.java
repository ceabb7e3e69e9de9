// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.Field;
import io.granary.inventory.core.FieldSelector;
import io.granary.inventory.core.Filter;
import io.granary.inventory.core.Freshness;
import io.granary.inventory.core.Inventory;
import io.granary.inventory.core.SiteRow;
import io.granary.kernel.SiteId;
import io.granary.sites.SiteObservations;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells the sites room what the inventory holds of a site, from memory. */
final class SiteCounts implements SiteObservations {
    private final Inventory inventory;
    private final Function<SiteId, @Nullable SiteSync> syncs;

    SiteCounts(Inventory inventory, Function<SiteId, @Nullable SiteSync> syncs) {
        this.inventory = inventory;
        this.syncs = syncs;
    }

    @Override
    public @Nullable Observation of(SiteId id) {
        var view = inventory.view();
        SiteRow site = view.site(id).orElse(null);
        if (site == null) {
            return null;
        }
        var atSite = FieldSelector.EVERYTHING.and(Field.SITE, id.value());
        var sync = syncs.apply(id);
        boolean live = site.freshness() instanceof Freshness.Live;
        return new Observation(
                view.count(Filter.ALL.withFields(atSite.and(Field.STATUS, "Running"))),
                view.count(Filter.ALL.withFields(atSite)),
                lastSeen(site.freshness(), sync),
                !live,
                sync == null ? null : sync.refusedNow());
    }

    private static @Nullable Instant lastSeen(Freshness freshness, @Nullable SiteSync sync) {
        return switch (freshness) {
            case Freshness.Stale(Instant seen, String _) -> seen;
            case Freshness.Restored(Instant seen) -> seen;
            case Freshness.Live() -> sync == null ? null : sync.lastSeen();
            case Freshness.Pending() -> null;
        };
    }
}
