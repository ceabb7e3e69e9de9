// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.kernel.SiteId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The sites that exist now. Differences are told in order, on one virtual thread. */
final class SiteRegistry implements SiteDirectory, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SiteRegistry.class);

    private final Map<SiteId, SiteLink> links = new ConcurrentHashMap<>();
    /** What listeners have heard so far; touched by the teller alone. */
    private final Map<SiteId, SiteLink> told = new HashMap<>();

    /** Sites of which was told that they are gone; who subscribes late hears it, too. */
    private final Set<SiteId> gone = new HashSet<>();

    private final Set<Listener> listeners = new LinkedHashSet<>();
    private final ExecutorService teller = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("site-directory").factory());

    @Override
    public Collection<SiteLink> links() {
        return List.copyOf(links.values());
    }

    @Override
    public AutoCloseable subscribe(Listener listener) {
        teller.execute(() -> {
            listeners.add(listener);
            gone.forEach(id -> tell(() -> listener.removed(id)));
            told.values().forEach(link -> tell(() -> listener.changed(link)));
        });
        return () -> teller.execute(() -> listeners.remove(listener));
    }

    @Nullable
    SiteLink link(SiteId id) {
        return links.get(id);
    }

    void put(SiteLink link) {
        links.put(link.id(), link);
        teller.execute(() -> {
            gone.remove(link.id());
            if (!link.equals(told.put(link.id(), link))) {
                listeners.forEach(listener -> tell(() -> listener.changed(link)));
            }
        });
    }

    void remove(SiteId id) {
        links.remove(id);
        teller.execute(() -> {
            // Told even of a site that this process never saw: what was saved of it goes, too.
            told.remove(id);
            gone.add(id);
            listeners.forEach(listener -> tell(() -> listener.removed(id)));
        });
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException bug) {
            LOG.error("A listener of the site directory failed", bug);
        }
    }

    @Override
    public void close() {
        teller.shutdownNow();
    }
}
