// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kernel.SiteId;
import io.granary.kube.HubObject;
import io.granary.sites.core.ProbeFacts;
import io.granary.sites.core.SiteFacts;
import io.granary.sites.core.SiteNames;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is known now: from Rancher and Secrets, from probes, and the Site objects as stored. Safe for all threads. */
final class SiteBook {
    /** Ties a Site object to its site; a name can be given anew, an id cannot. */
    static final String ID_LABEL = "granary.io/site-id";

    final Map<SiteId, SiteFacts> facts = new ConcurrentHashMap<>();
    final Map<SiteId, ProbeFacts> probes = new ConcurrentHashMap<>();
    private final Map<String, HubObject<SiteSpec, SiteStatus>> stored = new ConcurrentHashMap<>();
    private final SiteNames names = new SiteNames();

    /** The name of a site from now on. */
    synchronized String name(SiteFacts site) {
        return names.name(site.namespace(), site.displayName(), site.id());
    }

    @Nullable
    HubObject<SiteSpec, SiteStatus> stored(String namespace, String name) {
        return stored.get(namespace + "/" + name);
    }

    /** The site of a Site object that Granary made; null for one that somebody else made. */
    static @Nullable SiteId idOf(HubObject<SiteSpec, SiteStatus> site) {
        var value = site.metadata().labels().get(ID_LABEL);
        return value == null || value.isEmpty() || value.length() > 63 ? null : new SiteId(value);
    }

    synchronized void keep(HubObject<SiteSpec, SiteStatus> site) {
        var meta = site.metadata();
        stored.put(meta.namespace() + "/" + meta.name(), site);
        var id = idOf(site);
        if (id != null) {
            names.claim(meta.namespace(), meta.name(), id);
        }
    }

    synchronized void drop(HubObject<SiteSpec, SiteStatus> site) {
        var meta = site.metadata();
        stored.remove(meta.namespace() + "/" + meta.name());
        var id = idOf(site);
        if (id != null) {
            names.release(meta.namespace(), meta.name(), id);
        }
    }

    /** All Site objects of a site; more than one after a rename. */
    List<HubObject<SiteSpec, SiteStatus>> storedOf(SiteId id) {
        return stored.values().stream().filter(site -> id.equals(idOf(site))).toList();
    }

    List<HubObject<SiteSpec, SiteStatus>> allStored() {
        return List.copyOf(stored.values());
    }
}
