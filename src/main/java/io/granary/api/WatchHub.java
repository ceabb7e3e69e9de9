// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.StatusProblem;
import io.granary.inventory.core.Inventory;
import io.granary.inventory.core.Replay;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Feeds all open watches from one thread: each publication is read once, and each line written once for all who get it.
 * A watcher that falls behind costs its backlog and then its connection, and nobody else anything.
 */
final class WatchHub implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WatchHub.class);
    private static final int BATCH = 1_000;
    private static final int TICKS_PER_RECHECK = 15;

    private final Inventory inventory;
    private final ApiConfig config;
    private final ApiMeters meters;
    private final Clock clock;
    private final Outlet outlet;
    private final Turns turns;
    private final Executor threads;
    private final ScheduledExecutorService thread;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Inventory.Subscription subscription;
    private final List<Watcher> watchers = new ArrayList<>();
    private long position;
    private long lastBookmark;
    private int ticks;
    private LongSupplier judgement = () -> 0;
    private long judged;

    WatchHub(Inventory inventory, ApiConfig config, ApiMeters meters, Clock clock, Outlet outlet, Executor threads) {
        this.inventory = inventory;
        this.config = config;
        this.meters = meters;
        this.clock = clock;
        this.outlet = outlet;
        this.turns = new Turns(new Turns.Bounds("watches", config.watches(), config.watchesPerUser(), Duration.ZERO));
        this.threads = threads;
        this.position = inventory.view().sequence();
        this.lastBookmark = clock.millis();
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("granary-watches").daemon().factory());
        this.subscription = inventory.onPublished(this::wake);
        thread.scheduleWithFixedDelay(() -> safely(this::tick), 1, 1, TimeUnit.SECONDS);
    }

    /**
     * A place for a watch of somebody; {@link Watcher#leave} gives it back.
     *
     * @throws StatusProblem 429 when there are too many
     */
    Watcher.Place place(String user) {
        return new Watcher.Place(turns.now(user), outlet, clock);
    }

    Outlet outlet() {
        return outlet;
    }

    /** From now on all watches are judged anew, too, within a second of a change of this number. */
    void judgedBy(LongSupplier revision) {
        thread.execute(() -> judgement = revision);
    }

    /** Takes over a watch that has begun. */
    void add(Watcher watcher) {
        meters.watches().incrementAndGet();
        try {
            thread.execute(() -> safely(() -> admit(watcher)));
        } catch (RejectedExecutionException stopping) {
            meters.watches().decrementAndGet();
            watcher.end();
            watcher.leave();
        }
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            try {
                thread.execute(() -> safely(this::drain));
            } catch (RejectedExecutionException stopping) {
                woken.set(false);
            }
        }
    }

    /** A fault in one round must not stop the rounds after it. */
    private static void safely(Runnable round) {
        try {
            round.run();
        } catch (RuntimeException failure) {
            LOG.error("A round of watches failed", failure);
        }
    }

    private void admit(Watcher watcher) {
        drain();
        watchers.add(watcher);
        if (watcher.position() < position) {
            catchUp(watcher);
        }
    }

    private void catchUp(Watcher watcher) {
        var lines = new EventLines(now());
        while (watcher.position() < position) {
            switch (inventory.replay(watcher.position(), BATCH)) {
                case Replay.Changes(var events, var through) -> watcher.tell(events, through, lines);
                case Replay.Expired(var oldest, var ignored) -> {
                    watcher.fail(Watching.tooOld(watcher.position(), oldest));
                    return;
                }
            }
            lines.forget();
        }
    }

    private void drain() {
        woken.set(false);
        var lines = new EventLines(now());
        while (true) {
            switch (inventory.replay(position, BATCH)) {
                case Replay.Changes(var events, var through) -> {
                    for (var watcher : watchers) {
                        watcher.tell(events, through, lines);
                        relieve();
                    }
                    lines.forget();
                    if (through == position) {
                        sweep();
                        return;
                    }
                    position = through;
                }
                case Replay.Expired(var oldest, var newest) -> {
                    watchers.forEach(watcher -> watcher.fail(Watching.tooOld(watcher.position(), oldest)));
                    position = newest;
                    sweep();
                    return;
                }
            }
        }
    }

    private void sweep() {
        var patience = config.clientPatience().toMillis();
        for (var watcher : watchers) {
            if (watcher.unsent() > config.watchBacklog() || watcher.stalledFor() > patience) {
                cut(watcher);
            }
        }
        relieve();
        var before = watchers.size();
        watchers.removeIf(watcher -> {
            if (watcher.isClosed()) {
                watcher.leave();
            }
            return watcher.isClosed();
        });
        meters.watches().addAndGet(watchers.size() - before);
    }

    /** Where all together have too much waiting, those with the most are closed until there is room again. */
    private void relieve() {
        var tooMuch = outlet.tooMuchBacklog();
        if (tooMuch == 0) {
            return;
        }
        var slowest = watchers.stream()
                .filter(watcher -> !watcher.isClosed())
                .sorted(Comparator.comparingInt(Watcher::unsent).reversed())
                .toList();
        for (var i = 0; i < slowest.size() && tooMuch > 0; i++) {
            tooMuch -= slowest.get(i).unsent();
            cut(slowest.get(i));
        }
    }

    private void cut(Watcher watcher) {
        meters.slowWatcher();
        watcher.cut();
    }

    private void tick() {
        var now = clock.millis();
        var bookmarksDue = now - lastBookmark >= config.bookmarkEvery().toMillis();
        for (var watcher : watchers) {
            if (now >= watcher.terms().deadline()) {
                watcher.end();
            } else if (bookmarksDue && watcher.terms().bookmarks()) {
                watcher.bookmark();
            }
        }
        if (bookmarksDue) {
            lastBookmark = now;
        }
        var revision = judgement.getAsLong();
        if (++ticks % TICKS_PER_RECHECK == 0 || revision != judged) {
            judged = revision;
            watchers.forEach(watcher -> threads.execute(() -> recheck(watcher)));
        }
        sweep();
    }

    private void recheck(Watcher watcher) {
        if (watcher.isClosed()) {
            return;
        }
        try {
            if (!watcher.terms().stillSees().getAsBoolean()) {
                var changed = StatusProblem.expired("what you may see has changed: list anew", null);
                thread.execute(() -> watcher.fail(changed));
            }
        } catch (StatusProblem unknown) {
            thread.execute(() -> watcher.fail(unknown));
        }
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    /** Ends the watches one after the other within the grace, so that not all clients come back at once. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        subscription.close();
        thread.execute(() -> {
            var grace = config.shutdownGrace();
            for (var i = 0; i < watchers.size(); i++) {
                var delay = grace.toMillis() * i / watchers.size();
                thread.schedule(watchers.get(i)::end, delay, TimeUnit.MILLISECONDS);
            }
            thread.shutdown();
        });
        try {
            var patience = config.shutdownGrace().plus(Duration.ofSeconds(1));
            if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            thread.shutdownNow();
        }
    }
}
