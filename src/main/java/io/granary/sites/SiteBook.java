// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kernel.SiteId;
import io.granary.kube.HubObject;
import io.granary.sites.core.ProbeFacts;
import io.granary.sites.core.Registration;
import io.granary.sites.core.RemovalGuard;
import io.granary.sites.core.SiteFacts;
import io.granary.sites.core.SiteNames;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is known now: from Rancher and Secrets, from probes, and the Site objects as stored. Safe for all threads. */
final class SiteBook {
    /** Ties a Site object to its site; a name can be given anew, an id cannot. */
    static final String ID_LABEL = "granary.io/site-id";

    final Map<SiteId, SiteFacts> facts = new ConcurrentHashMap<>();
    final Map<SiteId, ProbeFacts> probes = new ConcurrentHashMap<>();
    final RemovalGuard guard;
    private final Map<String, HubObject<SiteSpec, SiteStatus>> stored = new ConcurrentHashMap<>();
    /** The names by which the Site objects of a site are stored. */
    private final Map<SiteId, Set<String>> placesOf = new ConcurrentHashMap<>();

    private final SiteNames names = new SiteNames();

    SiteBook(RemovalGuard guard) {
        this.guard = guard;
    }

    /** The name of a site from now on. What people applied keeps its name, whatever the cluster is called later. */
    synchronized String name(SiteFacts site) {
        for (var known : storedOf(site.id())) {
            if (isImport(known)) {
                return known.metadata().name();
            }
        }
        return names.name(site.namespace(), site.displayName(), site.id());
    }

    synchronized @Nullable HubObject<SiteSpec, SiteStatus> stored(String namespace, String name) {
        return stored.get(namespace + "/" + name);
    }

    /** The site of a Site object that Granary made; null for one that somebody else made. */
    static @Nullable SiteId idOf(HubObject<SiteSpec, SiteStatus> site) {
        var value = site.metadata().labels().get(ID_LABEL);
        return value == null || value.isEmpty() || value.length() > 63 ? null : new SiteId(value);
    }

    /** Whether a person asks for the import of the site with this very object. */
    static boolean isImport(HubObject<SiteSpec, SiteStatus> site) {
        return site.spec() != null && site.spec().importing() != null;
    }

    synchronized void keep(HubObject<SiteSpec, SiteStatus> site) {
        var meta = site.metadata();
        forget(site);
        var place = place(site);
        stored.put(place, site);
        var id = idOf(site);
        if (id != null) {
            placesOf.merge(id, Set.of(place), SiteBook::union);
            if (!Registration.of(site.status()).isGone()) {
                names.claim(meta.namespace(), meta.name(), id);
            }
        }
    }

    synchronized void drop(HubObject<SiteSpec, SiteStatus> site) {
        var meta = site.metadata();
        forget(site);
        var id = idOf(site);
        if (id != null) {
            names.release(meta.namespace(), meta.name(), id);
        }
    }

    /** A site is gone: another one may take its name. */
    synchronized void releaseNames(SiteId id) {
        names.releaseAll(id);
    }

    private void forget(HubObject<SiteSpec, SiteStatus> site) {
        var place = place(site);
        var known = stored.remove(place);
        var id = known == null ? null : idOf(known);
        if (id != null) {
            placesOf.computeIfPresent(id, (key, places) -> without(places, place));
        }
    }

    private static String place(HubObject<SiteSpec, SiteStatus> site) {
        return site.metadata().namespace() + "/" + site.metadata().name();
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        var all = new HashSet<>(some);
        all.addAll(others);
        return Set.copyOf(all);
    }

    private static @Nullable Set<String> without(Set<String> places, String place) {
        var left = new HashSet<>(places);
        left.remove(place);
        return left.isEmpty() ? null : Set.copyOf(left);
    }

    /** All Site objects of a site; more than one after a rename. */
    synchronized List<HubObject<SiteSpec, SiteStatus>> storedOf(SiteId id) {
        return placesOf.getOrDefault(id, Set.of()).stream()
                .map(stored::get)
                .filter(Objects::nonNull)
                .toList();
    }

    synchronized List<HubObject<SiteSpec, SiteStatus>> allStored() {
        return List.copyOf(stored.values());
    }
}
