// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.core.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What was last seen of each order, so that a pass over thousands of sites sends nothing. Asking never waits: it brings
 * back what is known, and has the site looked at where that is due. Looks are spread: at rest each order is looked at
 * seldom, the more seldom the more orders there are; one whose action is under way every second or two, as long as
 * somebody asks for it, so that a hub that lost the lease soon leaves the site alone. Safe for all threads.
 */
public final class SightingCache {
    /** Nothing is known: no admission is made on it. */
    static final Sighting UNKNOWN = new Sighting(
            Instant.EPOCH,
            Sighting.Desired.UNKNOWN,
            null,
            Sighting.Staged.NO,
            new Sighting.Precheck(Sighting.Verdict.RETRY, "the site was not looked at yet"),
            null,
            null);

    private static final Logger LOG = Logger.getLogger(SightingCache.class);
    /** How long an action that was started or cancelled is followed closely, whatever is seen. */
    private static final Duration CLOSELY = Duration.ofMinutes(2);

    private final Round round;
    private final Pace pace;
    private final SightingTimer timer;
    private final Consumer<Order> news;
    private final Map<String, Spot> spots = new HashMap<>();
    private final ArrayDeque<Spot> urgent = new ArrayDeque<>();
    private final ArrayDeque<Spot> patient = new ArrayDeque<>();
    private int running;
    private Instant swept = Instant.EPOCH;

    /** A look at a site, which may take the next step of an action that is under way there. */
    public interface Round {
        /**
         * @return with the instant before the first request, because what comes later may be older than that
         * @throws SiteLedger.SiteProblem if the site does not answer
         */
        Sighting go(Order order);
    }

    /**
     * How often sites are looked at.
     *
     * @param idle between looks where nothing is under way, at least
     * @param busy between looks while an action is under way
     * @param forget orders that nobody asked for in this time; actions are followed for a fifth of it
     * @param atOnce most looks at a time
     * @param perSecond most looks a second on average, of those where nothing is under way
     */
    public record Pace(Duration idle, Duration busy, Duration forget, int atOnce, int perSecond) {
        public static final Pace USUAL =
                new Pace(Duration.ofSeconds(30), Duration.ofMillis(1_500), Duration.ofMinutes(10), 32, 50);
    }

    private static final class Spot {
        private Order order;
        private @Nullable Sighting seen;
        private Instant asked;
        private Instant due;
        private Instant closelyUntil = Instant.EPOCH;
        private int failures;
        private boolean taken;

        private Spot(Order order, Instant now) {
            this.order = order;
            this.asked = now;
            this.due = now;
        }
    }

    /** @param news hears of each order whose sighting changed, on the thread of the look */
    public SightingCache(Round round, Pace pace, SightingTimer timer, Consumer<Order> news) {
        this.round = round;
        this.pace = pace;
        this.timer = timer;
        this.news = news;
    }

    /** What is known, at once; it says of itself if that is nothing. */
    public synchronized Sighting observe(Order order) {
        var now = timer.now();
        var spot = spot(order, now);
        if (!now.isBefore(spot.due)) {
            enqueue(spot, now);
        }
        sweep(now);
        return spot.seen == null ? UNKNOWN : spot.seen;
    }

    /** Keeps what somebody saw by a look of his own, unless something later is known. */
    public synchronized void keep(Order order, Sighting seen) {
        var now = timer.now();
        store(spot(order, now), seen, now);
    }

    /** Something was done at the site: looks at once, and closely for a while. */
    public synchronized void hurry(Order order) {
        var now = timer.now();
        var spot = spot(order, now);
        spot.closelyUntil = now.plus(CLOSELY);
        spot.due = now;
        enqueue(spot, now);
    }

    /** What held these orders may be gone: those that a precheck holds are looked at, in their turn. */
    public synchronized void lookAgain(Predicate<Order> held) {
        var now = timer.now();
        for (var spot : spots.values()) {
            var seen = spot.seen;
            if (seen != null && seen.precheck().verdict() != Sighting.Verdict.OK && held.test(spot.order)) {
                spot.due = now;
                enqueue(spot, now);
            }
        }
    }

    private Spot spot(Order order, Instant now) {
        var spot = spots.computeIfAbsent(order.name(), name -> new Spot(order, now));
        spot.order = order;
        spot.asked = now;
        return spot;
    }

    private void enqueue(Spot spot, Instant now) {
        if (!spot.taken) {
            spot.taken = true;
            (isBusy(spot, now) ? urgent : patient).add(spot);
            drain();
        }
    }

    private void drain() {
        while (running < pace.atOnce()) {
            var next = urgent.isEmpty() ? patient.poll() : urgent.poll();
            if (next == null) {
                return;
            }
            running++;
            timer.run(() -> look(next));
        }
    }

    private void look(Spot spot) {
        Order order;
        synchronized (this) {
            order = spot.order;
        }
        Sighting seen = null;
        try {
            seen = round.go(order);
        } catch (SiteLedger.SiteProblem silent) {
            LOG.debugf("Site %s was not looked at: %s", order.site().name(), silent.getMessage());
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "The look at site %s failed", order.site().name());
        }
        if (ended(spot, seen)) {
            news.accept(order);
        }
    }

    private synchronized boolean ended(Spot spot, @Nullable Sighting seen) {
        running--;
        spot.taken = false;
        var now = timer.now();
        var changed = false;
        if (seen == null) {
            spot.failures = Math.min(spot.failures + 1, 10);
            later(spot, pause(spot, now), now);
        } else {
            changed = store(spot, seen, now);
        }
        drain();
        return changed;
    }

    private boolean store(Spot spot, Sighting seen, Instant now) {
        var before = spot.seen;
        if (before != null && seen.at().isBefore(before.at())) {
            return false;
        }
        spot.seen = seen;
        spot.failures = 0;
        later(spot, isBusy(spot, now) ? pace.busy() : idle(spot), now);
        return before == null || !seen.equals(at(before, seen.at()));
    }

    private void later(Spot spot, Duration delay, Instant now) {
        spot.due = now.plus(delay);
        if (isBusy(spot, now)) {
            timer.after(delay, () -> again(spot));
        }
    }

    private synchronized void again(Spot spot) {
        var now = timer.now();
        var cared = spot.asked.plus(pace.forget().dividedBy(5)).isAfter(now);
        if (cared && !now.isBefore(spot.due)) {
            enqueue(spot, now);
        }
    }

    private boolean isBusy(Spot spot, Instant now) {
        var action = spot.seen == null ? null : spot.seen.action();
        return now.isBefore(spot.closelyUntil) || (action != null && action.state() == Sighting.State.RUNNING);
    }

    /** As many orders as there are share so many looks a second; the name spreads them. */
    private Duration idle(Spot spot) {
        var fair = Duration.ofSeconds(spots.size() / Math.max(1, pace.perSecond()));
        var base = (fair.compareTo(pace.idle()) > 0 ? fair : pace.idle()).toMillis();
        return Duration.ofMillis(base + Math.floorMod(spot.order.name().hashCode(), (int) (base / 4) + 1));
    }

    private Duration pause(Spot spot, Instant now) {
        var backoff = pace.busy().multipliedBy(1L << spot.failures);
        var most = isBusy(spot, now) ? pace.idle() : idle(spot);
        return backoff.compareTo(most) < 0 ? backoff : most;
    }

    private void sweep(Instant now) {
        if (now.isAfter(swept.plus(pace.forget()))) {
            swept = now;
            var oldest = now.minus(pace.forget());
            spots.values().removeIf(spot -> !spot.taken && spot.asked.isBefore(oldest));
        }
    }

    private static Sighting at(Sighting seen, Instant at) {
        return new Sighting(
                at, seen.desired(), seen.action(), seen.staged(), seen.precheck(), seen.busy(), seen.lockOwner());
    }
}
