// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import io.granary.kernel.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * Stands between Rancher's list of clusters and the removal of sites. A Rancher that is being restored, a permission
 * that was lost or a label that went missing look the same as clusters that were removed, and what people wrote on a
 * Site, and a rollout's progress there, would go with it. So no more than a share of the sites may go within an hour,
 * and none because of an empty list; the others are held until Rancher lists them again or a person confirms. Safe for
 * all threads.
 */
public final class RemovalGuard {
    static final Duration WINDOW = Duration.ofHours(1);
    /** Of fewer sites, half are soon gone on purpose. */
    private static final int FEW = 4;

    private final int percent;
    private final Set<SiteId> held = new HashSet<>();
    private final ArrayDeque<Instant> went = new ArrayDeque<>();

    /** @param percent of the sites that may go within an hour, 0 to 100; with 100 nothing is ever held */
    public RemovalGuard(int percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("a removal limit is a percentage from 0 to 100, not " + percent);
        }
        this.percent = percent;
    }

    /**
     * Rancher's complete list lacks these sites.
     *
     * @param present how many sites it does have
     * @return those that may go now; all or none of those that were not held before
     */
    public synchronized Set<SiteId> lacking(Set<SiteId> missing, int present, Instant now) {
        if (percent == 100) {
            held.clear();
            return Set.copyOf(missing);
        }
        var fresh = new HashSet<>(missing);
        fresh.removeAll(held);
        if (fresh.isEmpty() || (present > 0 && mayGo(fresh.size(), present + missing.size(), now))) {
            return fresh;
        }
        held.addAll(fresh);
        return Set.of();
    }

    /**
     * Rancher says of one site that it is gone.
     *
     * @param known sites, with this one
     * @return false if it is held
     */
    public synchronized boolean removed(SiteId id, int known, Instant now) {
        if (percent == 100 || (!held.contains(id) && mayGo(1, known, now))) {
            held.remove(id);
            return true;
        }
        held.add(id);
        return false;
    }

    private boolean mayGo(int sites, int known, Instant now) {
        while (!went.isEmpty() && went.peekFirst().plus(WINDOW).isBefore(now)) {
            went.pollFirst();
        }
        var all = known + went.size();
        var going = went.size() + sites;
        if (all >= FEW && going * 100L > (long) percent * all) {
            return false;
        }
        for (var each = 0; each < sites; each++) {
            went.addLast(now);
        }
        return true;
    }

    /** It was held when the hub last ran. */
    public synchronized void remember(SiteId id) {
        if (percent < 100) {
            held.add(id);
        }
    }

    /**
     * Rancher lists the site, or a person confirms that it is gone.
     *
     * @return true if it was held
     */
    public synchronized boolean release(SiteId id) {
        return held.remove(id);
    }

    public synchronized boolean holds(SiteId id) {
        return held.contains(id);
    }

    public synchronized int held() {
        return held.size();
    }
}
