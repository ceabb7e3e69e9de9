// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.events.EventPublisher;
import io.granary.inventory.core.Inventory;
import io.granary.inventory.core.InventoryWriter;
import io.granary.inventory.core.Kind;
import io.granary.kernel.HubOpens;
import io.granary.kernel.Seam;
import io.granary.sites.SiteDirectory;
import io.granary.sites.SiteObservations;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Begins to keep every site in step when the hub starts, and lets go when it stops. */
@Singleton
@Seam("puts the clock and dice of the process into the reflectors")
final class InventoryStartup {
    private static final RandomGenerator DICE =
            () -> ThreadLocalRandom.current().nextLong();

    private final InventoryConfig config;
    private final MeterRegistry registry;
    private final Instance<SiteDirectory> directory;
    private final Instance<InventoryWriter> writer;
    private final Instance<Inventory> inventory;
    private final EventPublisher events;
    private @Nullable AutoCloseable subscription;
    private volatile @Nullable SiteSyncs syncs;
    private @Nullable ReflectorClock timer;

    @Inject
    InventoryStartup(
            InventoryConfig config,
            MeterRegistry registry,
            Instance<SiteDirectory> directory,
            Instance<InventoryWriter> writer,
            Instance<Inventory> inventory,
            EventPublisher events) {
        this.config = config;
        this.registry = registry;
        this.directory = directory;
        this.writer = writer;
        this.inventory = inventory;
        this.events = events;
    }

    void start(@Observes HubOpens ignored) {
        if (directory.isUnsatisfied() || writer.isUnsatisfied()) {
            return;
        }
        var clock = new ReflectorClock(Clock.systemUTC(), System::nanoTime);
        var meters = new ReflectorMeters(config.unfinishedBytes());
        var pacing = new ReflectorPacer.Limits(config.lists(), config.watchesPerSecond(), config.watchesBurst());
        var pacer = new ReflectorPacer(pacing, clock);
        var tools = new SiteSyncTools(writer.get(), resume(), clock, pacer, meters, DICE, limits(config));
        var all = new SiteSyncs(tools, new InventoryFeed(events, Clock.systemUTC()));
        publish(meters, pacer, all);
        timer = clock;
        syncs = all;
        subscription = directory.get().subscribe(all);
    }

    @Produces
    @Singleton
    SiteObservations observations(Inventory held) {
        return new SiteCounts(held, id -> syncs == null ? null : syncs.of(id));
    }

    void stop(@Observes ShutdownEvent ignored) throws Exception {
        if (subscription != null) {
            subscription.close();
        }
        if (syncs != null) {
            syncs.stop();
        }
        if (timer != null) {
            timer.close();
        }
    }

    private SiteSyncTools.Resume resume() {
        if (inventory.isUnsatisfied()) {
            return (site, kind) -> null;
        }
        var store = inventory.get();
        return (site, kind) -> store.syncState(site, kind).orElse(null);
    }

    static SiteSyncTools.Limits limits(InventoryConfig config) {
        return new SiteSyncTools.Limits(
                config.pageSize(),
                config.streamLists(),
                config.listDeadline(),
                config.longestPause(),
                config.relistSpacing(),
                config.staleAfter(),
                new SiteSyncTools.Polling(config.auditEvery(), config.auditAfterResume(), polls(config.polls())));
    }

    private static Map<Kind, Duration> polls(InventoryConfig.Polls polls) {
        var every = new EnumMap<Kind, Duration>(Kind.class);
        every.put(Kind.NODE, polls.nodes());
        every.put(Kind.IMAGE, polls.images());
        every.put(Kind.UPGRADE, polls.upgrades());
        every.put(Kind.VOLUME, polls.volumes());
        every.put(Kind.TEMPLATE, polls.templates());
        every.put(Kind.BACKUP, polls.backups());
        every.put(Kind.NETWORK, polls.networks());
        return every;
    }

    private void publish(ReflectorMeters meters, ReflectorPacer pacer, SiteSyncs all) {
        count(FunctionCounter.builder("granary.inventory.lists", meters.lists, LongAdder::doubleValue)
                .description("Lists of sites read"));
        count(FunctionCounter.builder("granary.inventory.watches", meters.watches, LongAdder::doubleValue)
                .description("Watches of sites opened"));
        count(FunctionCounter.builder("granary.inventory.polls", meters.polls, LongAdder::doubleValue)
                .description("Kinds of sites read that are not watched"));
        count(FunctionCounter.builder("granary.inventory.changes", meters.changes, LongAdder::doubleValue)
                .description("Changes taken into the inventory"));
        count(FunctionCounter.builder("granary.inventory.objects.dropped", meters.dropped, LongAdder::doubleValue)
                .description("Objects that broke a limit and were left out"));
        count(FunctionCounter.builder("granary.inventory.replies.refused", meters.refused, LongAdder::doubleValue)
                .description("Replies of sites that broke a limit or were no answer"));
        count(FunctionCounter.builder("granary.inventory.watches.paused", meters.paused, LongAdder::doubleValue)
                .description("Times that a watch was held back because the inventory could not follow"));
        Gauge.builder("granary.inventory.sites", all, SiteSyncs::size)
                .description("Sites that the inventory follows")
                .register(registry);
        Gauge.builder("granary.inventory.sites.live", all, SiteSyncs::live)
                .description("Sites whose rows are up to date")
                .register(registry);
        Gauge.builder("granary.inventory.lists.running", pacer, ReflectorPacer::lists)
                .description("Lists under way")
                .register(registry);
        Gauge.builder("granary.inventory.turns.waiting", pacer, ReflectorPacer::waiting)
                .description("Lists and watches that wait for their turn")
                .register(registry);
        Gauge.builder("granary.inventory.unfinished.bytes", meters, ReflectorMeters::held)
                .description("Bytes of objects that are being read")
                .register(registry);
    }

    private void count(FunctionCounter.Builder<LongAdder> counter) {
        counter.register(registry);
    }
}
