// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.events.EventPublisher;
import io.granary.events.GranaryEvent;
import io.granary.kernel.DueQueue;
import io.granary.kernel.SiteId;
import io.granary.kube.SiteDoors;
import io.granary.sites.core.ProbeFacts;
import io.granary.sites.core.RemovalGuard;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The two rounds that go over the sites: probing and reconciling, each a queue and a fixed number of virtual threads,
 * however many sites there are.
 */
final class SiteRounds implements SiteRoster.News, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SiteRounds.class);
    private static final int RECONCILERS = 4;
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final SitesConfig config;
    private final SiteRegistry registry;
    private final SiteBook book;
    private final EventPublisher events;
    private final SiteProbe probe;
    private final SiteReconciler reconciler;
    private final SiteDiscovery discovery;
    private final Chance chance;
    private final @Nullable SiteImports imports;
    private final DueQueue<SiteId> toProbe;
    private final Set<SiteId> away = ConcurrentHashMap.newKeySet();
    private final DueQueue<SiteId> toReconcile;
    private final TokenBucket writes;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    /**
     * What makes two runs differ.
     *
     * @param nanos the clock of {@link System#nanoTime}
     * @param random safe for all threads
     */
    record Chance(Clock clock, LongSupplier nanos, RandomGenerator random) {}

    SiteRounds(
            SitesConfig config,
            SiteKinds hub,
            SiteDoors doors,
            SiteRegistry registry,
            Supplier<@Nullable SiteObservations> inventory,
            EventPublisher events,
            Chance chance) {
        this.config = config;
        this.book = new SiteBook(new RemovalGuard(config.removalLimit()));
        this.events = events;
        this.registry = registry;
        this.chance = chance;
        this.probe = new SiteProbe(chance.clock());
        this.toProbe = new DueQueue<>(chance.nanos());
        this.toReconcile = new DueQueue<>(chance.nanos());
        this.writes = new TokenBucket(config.writesPerSecond(), config.writesBurst(), chance.nanos());
        this.reconciler = new SiteReconciler(book, hub.sites(), inventory, config.forgetAfter(), chance.clock());
        var roster = new SiteRoster(doors, book, registry, this, chance.clock());
        var reader = new FactsReader(config.defaultNamespace());
        var direct = config.direct() ? Optional.of(config.directNamespace().orElse("")) : Optional.<String>empty();
        var kinds = hub.imports();
        this.imports = kinds == null ? null : new SiteImports(hub, kinds, doors, book, chance, config.imports());
        this.discovery = new SiteDiscovery(hub, book, roster, reader, direct, this::dirty, imports);
    }

    void start() {
        for (var i = 0; i < RECONCILERS; i++) {
            threads.add(run("site-reconciler-" + i, toReconcile, this::reconcile));
        }
        for (var i = 0; i < config.probesAtOnce(); i++) {
            threads.add(run("site-probe-" + i, toProbe, this::probe));
        }
        if (imports != null) {
            imports.start();
        }
        discovery.start();
    }

    /** Sites that Rancher no longer lists, and that are kept because they are too many at once. */
    int held() {
        return book.guard.held();
    }

    @Override
    public void appeared(SiteId id, String namespace, String name) {
        events.publish(new GranaryEvent.SiteAppeared(id, chance.clock().instant(), namespace, name));
    }

    @Override
    public void vanished(SiteId id, String namespace, String name) {
        events.publish(new GranaryEvent.SiteVanished(id, chance.clock().instant(), namespace, name));
    }

    @Override
    public void dirty(SiteId id) {
        toReconcile.add(id, Duration.ZERO);
        var facts = book.facts.get(id);
        if (facts == null) {
            toProbe.forget(id);
            away.remove(id);
        } else if (!facts.isConnected()) {
            away.add(id);
        } else if (away.remove(id) || !(book.probes.get(id) instanceof ProbeFacts.Answered)) {
            // Who comes back may have another version, or other nodes.
            toProbe.add(id, Duration.ofMillis(chance.random().nextInt(2_000)));
        }
    }

    private void probe(SiteId id) {
        var facts = book.facts.get(id);
        if (facts == null || !facts.isConnected()) {
            return;
        }
        var link = registry.link(id);
        if (link == null) {
            toProbe.add(id, config.probeRetry());
            return;
        }
        var found = probe.probe(link.door(), book.probes.get(id));
        book.probes.put(id, found);
        toReconcile.add(id, Duration.ZERO);
        var often = facts.secret() != null || !(found instanceof ProbeFacts.Answered);
        var next = often ? config.probeRetry() : config.probeEvery();
        toProbe.add(id, next.plusMillis(chance.random().nextLong(Math.max(1, next.toMillis() / 10))));
    }

    private void reconcile(SiteId id) {
        var outcome = reconciler.reconcile(id);
        if (outcome == SiteReconciler.Outcome.REFUSED) {
            toReconcile.add(id, RETRY.plusMillis(chance.random().nextInt(2_000)));
        } else if (book.facts.containsKey(id) || !book.storedOf(id).isEmpty()) {
            toReconcile.add(id, outcome == SiteReconciler.Outcome.WROTE ? Duration.ZERO : config.statusEvery());
        }
        if (outcome != SiteReconciler.Outcome.QUIET) {
            pace();
        }
    }

    private void pace() {
        try {
            TimeUnit.NANOSECONDS.sleep(writes.take().toNanos());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread run(String name, DueQueue<SiteId> queue, Consumer<SiteId> work) {
        return Thread.ofVirtual().name(name).start(() -> {
            while (!closed) {
                try {
                    var id = queue.take();
                    guarded(id, queue, work);
                } catch (InterruptedException stop) {
                    return;
                }
            }
        });
    }

    private static void guarded(SiteId id, DueQueue<SiteId> queue, Consumer<SiteId> work) {
        try {
            work.accept(id);
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "A round over the sites failed for %s", id);
            queue.add(id, RETRY);
        } finally {
            queue.done(id);
        }
    }

    @Override
    public void close() throws Exception {
        closed = true;
        discovery.close();
        if (imports != null) {
            imports.close();
        }
        threads.forEach(Thread::interrupt);
    }
}
