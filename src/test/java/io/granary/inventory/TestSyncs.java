// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.Kind;
import io.granary.kernel.SiteId;
import io.granary.sites.SiteDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

/** A store that reflectors keep in step with the sites of a directory, with short patience. */
public final class TestSyncs implements AutoCloseable {
    private final ReflectorClock timer = new ReflectorClock(Clock.systemUTC(), System::nanoTime);
    private final InventoryStore store;
    private final SiteSyncs syncs;
    private final AutoCloseable subscription;

    public TestSyncs(Path directory, SiteDirectory sites) {
        this.store = new InventoryStore(
                new InventoryStore.Settings(directory, 4_096, Duration.ofHours(1)),
                Clock.systemUTC(),
                System::nanoTime);
        var polling = new SiteSyncTools.Polling(
                Duration.ofHours(1), Duration.ofSeconds(10), Map.of(Kind.NODE, Duration.ofMinutes(5)));
        var limits = new SiteSyncTools.Limits(
                500,
                true,
                Duration.ofSeconds(20),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                polling);
        var tools = new SiteSyncTools(
                store,
                (site, kind) -> null,
                timer,
                new ReflectorPacer(new ReflectorPacer.Limits(16, 200, 50), timer),
                new ReflectorMeters(64 << 20),
                new Random(5),
                limits);
        this.syncs = new SiteSyncs(tools, new Nobody());
        this.subscription = sites.subscribe(syncs);
    }

    private static final class Nobody implements SiteSync.News {
        @Override
        public void live(SiteId site) {}

        @Override
        public void stale(SiteId site, Instant lastSeen, String reason) {}
    }

    public InventoryStore store() {
        return store;
    }

    /** Sites in step now. */
    public int live() {
        return syncs.live();
    }

    @Override
    public void close() throws Exception {
        subscription.close();
        syncs.stop();
        timer.close();
        store.close();
    }
}
