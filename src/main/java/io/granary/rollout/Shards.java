// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutReportSpec;
import io.granary.rollout.core.Entry;
import io.granary.rollout.core.Reason;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.rollout.core.StableHash;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The entries of one rollout in memory, and their shards at the hub. One hub writes: on taking over it seals every
 * shard by writing it with its epoch, so that whatever an earlier leader still sends is refused by compare-and-set.
 */
final class Shards {
    static final int SITES = 256;
    private static final int MOST_DROPPED = 8;
    /** Revisions before the present one of which it is known what they left at sites, for one that undoes them. */
    static final int REMEMBERED = 3;

    private final RolloutStore store;
    private final RolloutKey key;
    private final Map<String, HubReport> reports = new TreeMap<>();
    private final Map<String, Map<SiteUid, Entry>> entries = new TreeMap<>();
    private final Map<SiteUid, String> names = new HashMap<>();
    /** How many shards each revision has. */
    private final Map<Integer, Integer> counts = new HashMap<>();
    /** By revision, what {@link #of} gave last; gone once an entry of it changed. */
    private final Map<Integer, Map<SiteUid, Entry>> given = new HashMap<>();

    private Instant newest = Instant.EPOCH;
    /** In the order in which they changed. */
    private final Set<String> dirty = new LinkedHashSet<>();

    private final Set<String> unsure = new HashSet<>();
    /** What was here before the last reading; see {@link #keepCollected}. */
    private final Map<String, HubReport> reportsBefore = new TreeMap<>();

    private final Map<String, Map<SiteUid, Entry>> entriesBefore = new TreeMap<>();
    /** In memory only. */
    private final Set<String> collected = new HashSet<>();

    Shards(RolloutStore store, RolloutKey key) {
        this.store = store;
        this.key = key;
    }

    static int count(int sites) {
        return Math.max(1, (sites + SITES - 1) / SITES);
    }

    /**
     * Reads all shards, drops admissions that never became valid, and seals in the name of an epoch what another epoch
     * wrote or what a write of ours, whose answer was lost, may still change.
     */
    void takeOver(long epoch, long serial, int revision, int count) {
        reportsBefore.putAll(reports);
        entriesBefore.putAll(entries);
        reports.clear();
        entries.clear();
        dirty.clear();
        collected.clear();
        counts.clear();
        given.clear();
        newest = Instant.EPOCH;
        for (var report : store.reports(key)) {
            var kept = new HashMap<SiteUid, Entry>();
            for (var wire : report.spec().sites()) {
                var entry = Entries.read(report.spec().number(), wire);
                kept.put(entry.site(), valid(entry, serial));
                newest = entry.since().isAfter(newest) ? entry.since() : newest;
                if (wire.n() != null) {
                    names.put(entry.site(), wire.n());
                }
            }
            counts.merge(report.spec().number(), 1, Integer::sum);
            reports.put(report.name(), report);
            entries.put(report.name(), kept);
            var dropped = report.spec().sites().stream().anyMatch(wire -> wire.q() > serial);
            if (dropped || report.spec().epoch() != epoch || unsure.contains(report.name())) {
                dirty.add(report.name());
            }
        }
        open(epoch, revision, count);
        flush(epoch);
    }

    /**
     * Keeps in memory what was here before and is not stored any more: a foreground deletion has the garbage collector
     * take the shards first, while sites may still be at work.
     */
    void keepCollected() {
        reportsBefore.forEach((name, report) -> {
            var known = entriesBefore.get(name);
            if (known != null && !reports.containsKey(name)) {
                counts.merge(report.spec().number(), 1, Integer::sum);
                reports.put(name, report);
                entries.put(name, known);
                collected.add(name);
                given.remove(report.spec().number());
            }
        });
        forgetBefore();
    }

    /** What is stored is all that there is. */
    void forgetBefore() {
        reportsBefore.clear();
        entriesBefore.clear();
    }

    /** Makes the shards of a revision. */
    void open(long epoch, int revision, int count) {
        for (int shard = 0; shard < count; shard++) {
            var name = name(revision, shard);
            if (!reports.containsKey(name)) {
                reports.put(
                        name,
                        new HubReport(
                                name, null, new RolloutReportSpec(key.name(), revision, shard, epoch, List.of())));
                counts.merge(revision, 1, Integer::sum);
                entries.put(name, new HashMap<>());
                dirty.add(name);
            }
        }
    }

    /** By which names people know the sites; a shard carries them from its next write on. */
    void call(Collection<SiteView> sites) {
        sites.forEach(site -> names.put(site.uid(), site.name()));
    }

    private static Entry valid(Entry entry, long serial) {
        return entry.serial() > serial ? entry.released(entry.since(), Reason.DECIDING, "") : entry;
    }

    void put(Entry entry) {
        int count = counts.getOrDefault(entry.revision(), 0);
        if (count == 0) {
            return;
        }
        var lot = StableHash.of("shard", entry.site().value());
        var name = name(entry.revision(), (int) Long.remainderUnsigned(lot, count));
        var shard = entries.get(name);
        if (shard != null) {
            shard.put(entry.site(), entry);
            dirty.add(name);
            given.remove(entry.revision());
            newest = entry.since().isAfter(newest) ? entry.since() : newest;
        }
    }

    /** Undoes in memory what a refused confirmation left in the shards; the next flush writes it. */
    void dropAbove(long serial) {
        entries.forEach((name, shard) -> shard.replaceAll((site, entry) -> {
            var valid = valid(entry, serial);
            if (!valid.equals(entry)) {
                dirty.add(name);
                given.remove(entry.revision());
            }
            return valid;
        }));
    }

    /**
     * Writes every shard that changed.
     *
     * @throws RolloutStore.StoreProblem at the first that is refused
     */
    void flush(long epoch) {
        flush(epoch, Integer.MAX_VALUE);
    }

    /** The same, of so many shards at most: those that changed first. */
    void flush(long epoch, int most) {
        dirty.stream().limit(most).toList().forEach(name -> flush(epoch, name));
    }

    private void flush(long epoch, String name) {
        var report = reports.get(name);
        var shard = entries.get(name);
        if (collected.contains(name)) {
            dirty.remove(name);
        } else if (report != null && shard != null) {
            var sites = shard.values().stream()
                    .map(entry -> Entries.wire(entry, names.get(entry.site())))
                    .sorted(Comparator.comparing(RolloutReportSpec.Entry::s))
                    .toList();
            var spec = new RolloutReportSpec(
                    key.name(), report.spec().number(), report.spec().shard(), epoch, sites);
            unsure.add(name);
            reports.put(name, store.writeReport(key, new HubReport(name, report.version(), spec)));
            unsure.remove(name);
            dirty.remove(name);
        }
    }

    /**
     * Drops shards of revisions before the last few, of which nothing is in flight any more, some at a time. What
     * became of the sites stands in their histories.
     */
    void prune(int revision) {
        var old = reports.values().stream()
                .filter(report -> report.spec().number() < revision - REMEMBERED)
                .map(HubReport::name)
                .filter(name -> entries.getOrDefault(name, Map.of()).values().stream()
                        .noneMatch(entry -> entry.phase().isInFlight()))
                .limit(MOST_DROPPED)
                .toList();
        for (var name : old) {
            store.drop(key, new RolloutStore.Old.Shard(name));
            var report = reports.remove(name);
            entries.remove(name);
            dirty.remove(name);
            if (report != null) {
                counts.merge(report.spec().number(), -1, Integer::sum);
                given.remove(report.spec().number());
            }
        }
    }

    /** The oldest revision that something in flight belongs to. */
    int oldestInFlight(int revision) {
        return entries.values().stream()
                .flatMap(shard -> shard.values().stream())
                .filter(entry -> entry.phase().isInFlight())
                .mapToInt(Entry::revision)
                .min()
                .orElse(revision);
    }

    boolean isDirty() {
        return !dirty.isEmpty();
    }

    /** The entries of a revision as they are now; nobody changes what is given out. */
    Map<SiteUid, Entry> of(int revision) {
        var known = given.get(revision);
        if (known != null) {
            return known;
        }
        var all = new HashMap<SiteUid, Entry>();
        entries.forEach((name, shard) -> {
            if (revision(name) == revision) {
                all.putAll(shard);
            }
        });
        var fixed = Collections.unmodifiableMap(all);
        given.put(revision, fixed);
        return fixed;
    }

    /** The entries of the revisions that are remembered before one, the latest first. */
    List<Map<SiteUid, Entry>> before(int revision) {
        return IntStream.rangeClosed(1, REMEMBERED)
                .mapToObj(back -> of(revision - back))
                .filter(entries -> !entries.isEmpty())
                .toList();
    }

    /** What earlier revisions still have in flight. */
    Map<SiteUid, Entry> inFlightBefore(int revision) {
        var older = new HashMap<SiteUid, Entry>();
        entries.forEach((name, shard) -> {
            if (revision(name) < revision) {
                shard.values().stream()
                        .filter(entry -> entry.phase().isInFlight())
                        .forEach(entry -> older.put(entry.site(), entry));
            }
        });
        return older;
    }

    private int revision(String shard) {
        var report = reports.get(shard);
        return report == null ? 0 : report.spec().number();
    }

    /** The latest time in any entry that was ever here. */
    Instant newest() {
        return newest;
    }

    private String name(int revision, int shard) {
        return key.name() + "-" + revision + "-" + shard;
    }
}
