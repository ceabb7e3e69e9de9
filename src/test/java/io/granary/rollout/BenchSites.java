// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.rollout.core.Traits;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/** Sites in 40 zones on a virtual clock: 1 % fail at every try, 5 % are offline, and which ones changes. */
final class BenchSites implements SiteLedger, RolloutPayload {
    private final List<SiteView> views = new ArrayList<>();
    private final Map<SiteUid, Integer> numbers = new HashMap<>();
    private final boolean[] online;
    private final Map<String, Page> ledgers = new HashMap<>();
    private final Map<String, Run> runs = new HashMap<>();
    /** By content, the numbers of the sites that have it. */
    private final Map<String, BitSet> contents = new HashMap<>();

    private final PriorityQueue<Instant> ends = new PriorityQueue<>();
    private final List<Long> delays = new ArrayList<>();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final SplittableRandom dice = new SplittableRandom(1);
    private long version;
    private int starts;
    private boolean stale = true;
    private List<SiteView> seen = List.of();
    Instant now = Instant.parse("2026-11-03T08:00:00Z");
    private Instant flapped = now;

    private record Run(Order order, Instant ends, Sighting.State last) {}

    BenchSites(int count) {
        online = new boolean[count];
        var zones = ZoneId.getAvailableZoneIds().stream()
                .filter(zone -> zone.contains("/"))
                .sorted()
                .toList();
        for (int i = 0; i < count; i++) {
            online[i] = i % 20 != 7;
            var weekly = new SiteCalendar.Weekly(Set.of(), LocalTime.of(i % 4, 0), Duration.ofHours(22));
            var zone = ZoneId.of(zones.get(i % 40 * (zones.size() / 40)));
            var uid = new SiteUid("c-m-" + i + ".6f1c2a52-0000-4000-8000-%012d".formatted(i));
            var labels = Map.of("role", "store", "ring", "r" + i % 7, "wan-hub", "w" + i % 100);
            numbers.put(uid, i);
            views.add(new SiteView(
                    uid,
                    "store-" + i,
                    labels,
                    new SiteCalendar(zone, List.of(weekly)),
                    now.minusSeconds(86_400),
                    new SiteView.Contact(true, now),
                    Duration.ZERO,
                    null));
        }
        views.sort(Comparator.comparing(SiteView::uid));
    }

    int size() {
        return views.size();
    }

    int starts() {
        return starts;
    }

    /** As the hub's rooms give them: anew only where something changed. */
    List<SiteView> views() {
        if (stale) {
            stale = false;
            views.replaceAll(this::view);
            seen = List.copyOf(views);
        }
        return seen;
    }

    private SiteView view(SiteView view) {
        var here = online[numbers.get(view.uid())];
        return here == view.contact().reachable()
                ? view
                : new SiteView(
                        view.uid(),
                        view.name(),
                        view.labels(),
                        view.calendar(),
                        view.joinedAt(),
                        new SiteView.Contact(here, now),
                        Duration.ZERO,
                        null);
    }

    /** Time goes on; every minute a two-hundredth of the sites changes places with those that are offline. */
    void until(Instant then) {
        now = then.isAfter(now) ? then : now;
        while (flapped.plusSeconds(60).isBefore(now)) {
            flapped = flapped.plusSeconds(60);
            stale = true;
            for (int i = 0; i < online.length / 200; i++) {
                var lost = dice.nextInt(online.length);
                var found = dice.nextInt(online.length / 20) * 20 + 7;
                online[lost] = lost % 20 != 7;
                online[found] = !online[found];
            }
        }
        while (!ends.isEmpty() && !ends.peek().isAfter(now)) {
            ends.poll();
        }
    }

    /** When the next action ends; far away if none runs. */
    Instant nextEnd() {
        var next = ends.peek();
        return next == null ? Instant.MAX : next;
    }

    String delays() {
        Collections.sort(delays);
        return delays.isEmpty()
                ? "none"
                : "%.1f s / %.1f s of virtual time"
                        .formatted(delays.get(delays.size() / 2) / 1e3, delays.get((int) (delays.size() * 0.99)) / 1e3);
    }

    @Override
    public Page read(SiteUid site, String rolloutUid) {
        answer(site);
        return ledgers.getOrDefault(site + rolloutUid, new Page("", rolloutUid, 0, null, null));
    }

    @Override
    public Page write(SiteUid site, Page next) {
        answer(site);
        var written = new Page("" + ++version, next.rollout(), next.epoch(), next.intent(), next.lock());
        ledgers.put(site + next.rollout(), written);
        return written;
    }

    private void answer(SiteUid site) {
        if (!online[numbers.get(site)]) {
            throw new SiteProblem("no answer");
        }
    }

    @Override
    public Traits traits() {
        return Traits.SHARED;
    }

    @Override
    public Sighting observe(Order order) {
        var run = runs.get(order.name());
        int number = numbers.get(order.site().uid());
        var fails = number % 100 == 1;
        var having = contents.computeIfAbsent(order.content().image().name(), name -> new BitSet());
        var state = run == null || now.isBefore(run.ends()) ? Sighting.State.RUNNING : run.last();
        if (run != null && state != Sighting.State.RUNNING && !fails) {
            having.set(number);
        }
        var action = run == null
                ? null
                : new Sighting.Action(
                        order.revision(), order.attempt(), state, FailureClass.Transient, "connection reset");
        var desired = having.get(number) ? Sighting.Desired.YES : Sighting.Desired.NO;
        return new Sighting(now, desired, action, Sighting.Staged.NO, Sighting.Precheck.FINE, null, null);
    }

    @Override
    public Sighting look(Order order) {
        answer(order.site().uid());
        return observe(order);
    }

    @Override
    public void start(Order order, Instant deadline) {
        answer(order.site().uid());
        if (runs.containsKey(order.name())) {
            return;
        }
        var fails = numbers.get(order.site().uid()) % 100 == 1;
        var end = now.plusMillis(60_000 + dice.nextInt(120_000));
        runs.put(order.name(), new Run(order, end, fails ? Sighting.State.FAILED : Sighting.State.SUCCEEDED));
        ends.add(end);
        starts++;
        lanes.computeIfAbsent(order.content().image().name(), name -> new Lane())
                .started(now, end, delays);
    }

    /** A pass over the rollout of that content left sites that wait for a slot and nothing else, or none. */
    void waiting(String content, boolean some) {
        var lane = lanes.computeIfAbsent(content, name -> new Lane());
        lane.isShort = some;
        if (!some) {
            lane.free.clear();
        }
    }

    /** The slots of one rollout: how long one that ran short of them leaves a free one unused. */
    private static final class Lane {
        private final PriorityQueue<Instant> taken = new PriorityQueue<>();
        private final PriorityQueue<Instant> free = new PriorityQueue<>();
        private boolean isShort;

        void started(Instant at, Instant end, List<Long> delays) {
            while (!taken.isEmpty() && !taken.peek().isAfter(at)) {
                var freed = taken.poll();
                if (isShort) {
                    free.add(freed);
                }
            }
            if (!free.isEmpty()) {
                delays.add(Duration.between(free.poll(), at).toMillis());
            }
            taken.add(end);
        }
    }

    @Override
    public void stage(Order order, Ahead terms) {}

    @Override
    public void cancel(Order order) {}

    @Override
    public String revert(Order order) {
        return "";
    }
}
