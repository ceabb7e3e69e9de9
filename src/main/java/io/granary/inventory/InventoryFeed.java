// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.events.EventPublisher;
import io.granary.events.GranaryEvent;
import io.granary.kernel.SiteId;
import java.time.Clock;
import java.time.Instant;

/** Tells the rest of the world which sites went stale and came back. */
final class InventoryFeed implements SiteSync.News {
    private final EventPublisher events;
    private final Clock clock;

    InventoryFeed(EventPublisher events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    @Override
    public void live(SiteId site) {
        events.publish(new GranaryEvent.SiteCameBack(site, clock.instant()));
    }

    @Override
    public void stale(SiteId site, Instant lastSeen, String reason) {
        events.publish(new GranaryEvent.SiteWentStale(site, clock.instant(), lastSeen, reason));
    }
}
