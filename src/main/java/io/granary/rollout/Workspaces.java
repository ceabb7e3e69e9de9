// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kernel.SiteId;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.sites.SiteDirectory;
import io.granary.sites.SiteLink;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sites of each workspace, from the Site objects and from the directory that holds their doors. A site that never
 * answered has no UID of its own yet: it goes by its cluster id, is out of reach, and so nothing starts there.
 */
final class Workspaces implements PayloadSites, Resources.Listener<HubObject<SiteSpec, SiteStatus>> {
    private final Map<String, HubObject<SiteSpec, SiteStatus>> sites = new ConcurrentHashMap<>();
    private final Map<SiteUid, SiteId> ids = new ConcurrentHashMap<>();
    private final Map<SiteId, SiteLink> links = new ConcurrentHashMap<>();
    private final Map<String, Viewed> views = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Runnable news;
    private volatile boolean read;
    /** Names of the sites by identity; empty when it must be sorted anew. */
    private volatile List<String> order = List.of();

    private record Viewed(
            HubObject<SiteSpec, SiteStatus> site, @Nullable SiteLink link, SiteView view) {}

    /** @param news that some site changed */
    Workspaces(Clock clock, Runnable news) {
        this.clock = clock;
        this.news = news;
    }

    /** Whether all Sites were read once; before that no rollout may be judged. */
    boolean isRead() {
        return read;
    }

    /** By their identities: whoever plans over them has nothing left to sort then. */
    List<SiteView> sites(String namespace) {
        var now = clock.instant();
        return ordered().stream()
                .filter(site -> site.metadata().namespace().equals(namespace))
                .filter(site -> site.metadata().deletionTimestamp() == null)
                .map(site -> view(site, now))
                .toList();
    }

    /** Texts are read again only when the Site or its door changed, or a hold ran out: passes are many. */
    private SiteView view(HubObject<SiteSpec, SiteStatus> site, Instant now) {
        var link = link(site);
        var known = views.get(name(site));
        if (known != null
                && known.site() == site
                && known.link() == link
                && !isOver(known.view().hold(), now)) {
            return known.view();
        }
        var view = SiteViews.of(site, link, now);
        views.put(name(site), new Viewed(site, link, view));
        return view;
    }

    private static boolean isOver(SiteView.@Nullable Hold hold, Instant now) {
        return hold != null && !hold.until().isAfter(now);
    }

    private List<HubObject<SiteSpec, SiteStatus>> ordered() {
        var known = order.stream().map(sites::get).filter(Objects::nonNull).toList();
        if (known.size() == sites.size()) {
            return known;
        }
        var sorted = sites.values().stream()
                .sorted(Comparator.comparing(SiteViews::uid).thenComparing(Workspaces::name))
                .toList();
        order = sorted.stream().map(Workspaces::name).toList();
        return sorted;
    }

    /** How many sites a workspace has. */
    int size(String namespace) {
        return (int) sites.values().stream()
                .filter(site -> site.metadata().namespace().equals(namespace))
                .count();
    }

    /** The Site objects of a workspace; the empty namespace is all. */
    List<HubObject<SiteSpec, SiteStatus>> stored(String namespace) {
        return sites.values().stream()
                .filter(site ->
                        namespace.isEmpty() || site.metadata().namespace().equals(namespace))
                .toList();
    }

    @Nullable
    HubObject<SiteSpec, SiteStatus> stored(SitePlace place) {
        return sites.get(place.namespace() + "/" + place.name());
    }

    private @Nullable SiteLink link(HubObject<SiteSpec, SiteStatus> site) {
        var id = SiteViews.cluster(site);
        return id.isEmpty() ? null : links.get(new SiteId(id));
    }

    @Override
    public @Nullable SiteLink link(SiteUid site) {
        var id = ids.get(site);
        return id == null ? null : links.get(id);
    }

    SiteDirectory.Listener directory() {
        return new SiteDirectory.Listener() {
            @Override
            public void changed(SiteLink link) {
                links.put(link.id(), link);
                news.run();
            }

            @Override
            public void removed(SiteId id) {
                links.remove(id);
                news.run();
            }
        };
    }

    @Override
    public void replaced(List<HubObject<SiteSpec, SiteStatus>> all) {
        var names = all.stream().map(Workspaces::name).collect(Collectors.toSet());
        sites.keySet().retainAll(names);
        views.keySet().retainAll(names);
        all.forEach(this::keep);
        order = List.of();
        ids.keySet().retainAll(sites.values().stream().map(SiteViews::uid).collect(Collectors.toSet()));
        read = true;
        news.run();
    }

    @Override
    public void changed(HubObject<SiteSpec, SiteStatus> site) {
        var before = sites.get(name(site));
        keep(site);
        if (before != null && !SiteViews.uid(before).equals(SiteViews.uid(site))) {
            forget(SiteViews.uid(before));
            order = List.of();
        }
        news.run();
    }

    private void keep(HubObject<SiteSpec, SiteStatus> site) {
        sites.put(name(site), site);
        var id = SiteViews.cluster(site);
        if (!id.isEmpty()) {
            ids.put(SiteViews.uid(site), new SiteId(id));
        }
    }

    @Override
    public void deleted(HubObject<SiteSpec, SiteStatus> site) {
        sites.remove(name(site));
        views.remove(name(site));
        forget(SiteViews.uid(site));
        order = List.of();
        news.run();
    }

    /** Unless another Site has that identity now: names can change places. */
    private void forget(SiteUid uid) {
        if (sites.values().stream().noneMatch(site -> SiteViews.uid(site).equals(uid))) {
            ids.remove(uid);
        }
    }

    private static String name(HubObject<SiteSpec, SiteStatus> site) {
        return site.metadata().namespace() + "/" + site.metadata().name();
    }
}
