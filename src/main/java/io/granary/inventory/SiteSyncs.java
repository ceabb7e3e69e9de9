// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.kernel.SiteId;
import io.granary.sites.SiteDirectory;
import io.granary.sites.SiteLink;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sync of every site there is: follows the directory. */
final class SiteSyncs implements SiteDirectory.Listener {
    private final SiteSyncTools tools;
    private final SiteSync.News news;
    private final Map<SiteId, SiteSync> syncs = new ConcurrentHashMap<>();

    SiteSyncs(SiteSyncTools tools, SiteSync.News news) {
        this.tools = tools;
        this.news = news;
    }

    @Override
    public void changed(SiteLink link) {
        var known = syncs.get(link.id());
        if (known != null) {
            known.changed(link);
            return;
        }
        var fresh = new SiteSync(link, tools, news);
        syncs.put(link.id(), fresh);
        fresh.start();
    }

    @Override
    public void removed(SiteId id) {
        var known = syncs.remove(id);
        if (known != null) {
            known.stop();
        }
        tools.writer().siteRemoved(id);
    }

    /** Ends all streams; rows stay as they are. */
    void stop() {
        syncs.values().forEach(SiteSync::stop);
    }

    @Nullable
    SiteSync of(SiteId id) {
        return syncs.get(id);
    }

    int size() {
        return syncs.size();
    }

    /** Sites in step now. */
    int live() {
        return (int) syncs.values().stream().filter(SiteSync::isLive).count();
    }
}
