// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.kube.ApiDoor;
import io.granary.kube.DoorResources;
import io.granary.policies.core.SeenSetting;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.core.SiteUid;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One watch of the settings of each site that a policy wants to know, as long as the site is in reach. */
final class SettingsWatches implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SettingsWatches.class);

    private final PayloadSites sites;
    private final RandomGenerator random;
    private final Runnable news;
    private final TextPool pool = new TextPool();
    private final Map<SiteUid, Open> open = new ConcurrentHashMap<>();

    private boolean closed;

    private record Open(ApiDoor door, SiteSettings settings, AutoCloseable watch) {}

    /**
     * @param random safe for all threads
     * @param news that the settings of some site changed
     */
    SettingsWatches(PayloadSites sites, RandomGenerator random, Runnable news) {
        this.sites = sites;
        this.random = random;
        this.news = news;
    }

    /** Watches these sites and no others. */
    synchronized void follow(Collection<SiteUid> wanted) {
        if (closed) {
            return;
        }
        var gone = new HashSet<>(open.keySet());
        gone.removeAll(new HashSet<>(wanted));
        gone.forEach(this::end);
        for (var site : wanted) {
            var link = sites.link(site);
            var known = open.get(site);
            if (link == null || (known != null && known.door() == link.door())) {
                continue;
            }
            end(site);
            var settings = new SiteSettings(pool, news);
            var resources = new DoorResources<>(link.door(), SettingWire.TYPE, random);
            open.put(site, new Open(link.door(), settings, resources.watch("", "", settings)));
        }
    }

    private void end(SiteUid site) {
        var ended = open.remove(site);
        if (ended != null) {
            try {
                ended.watch().close();
            } catch (Exception silent) {
                LOG.debugf("A watch was not closed: %s", silent.getMessage());
            }
        }
    }

    /** By name; null where they were not read. */
    @Nullable
    Map<String, SeenSetting> of(SiteUid site) {
        var found = open.get(site);
        return found == null ? null : found.settings().snapshot();
    }

    /** What a write brought back, ahead of the watch. */
    void wrote(SiteUid site, @Nullable SettingWire setting) {
        var found = open.get(site);
        if (found != null && setting != null) {
            found.settings().changed(setting);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        new HashSet<>(open.keySet()).forEach(this::end);
    }
}
