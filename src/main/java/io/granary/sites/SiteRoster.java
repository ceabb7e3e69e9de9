// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubObject;
import io.granary.kube.Kubeconfig;
import io.granary.kube.SiteDoors;
import io.granary.sites.core.Registration;
import io.granary.sites.core.SiteFacts;
import io.granary.sites.core.SiteFacts.Link;
import io.granary.sites.core.SiteFacts.LinkState;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes sites in and lets them go: keeps book, doors and registry in step, and asks the guard before many leave. */
final class SiteRoster {
    private static final Logger LOG = Logger.getLogger(SiteRoster.class);

    /** Hears what happens to sites; must not block. */
    interface News {
        /** The site has to be looked at again. */
        void dirty(SiteId id);

        /** A site that was not known before. */
        void appeared(SiteId id, String namespace, String name);

        /** A site that is gone from Rancher, or whose Secret is. */
        void vanished(SiteId id, String namespace, String name);
    }

    private final SiteDoors doors;
    private final SiteBook book;
    private final SiteRegistry registry;
    private final News news;
    private final Clock clock;
    private final Map<SiteId, String> kubeconfigs = new ConcurrentHashMap<>();

    SiteRoster(SiteDoors doors, SiteBook book, SiteRegistry registry, News news, Clock clock) {
        this.doors = doors;
        this.book = book;
        this.registry = registry;
        this.news = news;
        this.clock = clock;
    }

    /** A site in Rancher is there, or has changed. */
    void listed(SiteFacts site) {
        var released = book.guard.release(site.id());
        var before = book.facts.put(site.id(), site);
        if (!site.equals(before) || released) {
            arrived(site, before, () -> doors.throughRancher(site.id()));
        }
    }

    /** A Secret that leads to a site is there, or has changed. */
    void named(SiteFacts site, String kubeconfig) {
        var before = book.facts.put(site.id(), site);
        var changed = !kubeconfig.equals(kubeconfigs.put(site.id(), kubeconfig));
        if (changed) {
            book.probes.remove(site.id());
        }
        if (changed || !site.equals(before)) {
            arrived(site, before, () -> doors.direct(site.id(), kubeconfig));
        }
    }

    private void arrived(SiteFacts site, @Nullable SiteFacts before, Supplier<ApiDoor> way) {
        if (before == null && known(site.id()).isEmpty()) {
            news.appeared(site.id(), site.namespace(), book.name(site));
        }
        try {
            var door = way.get();
            if (site.isConnected() && before != null && !before.isConnected()) {
                door.recovered();
            }
            registry.put(new SiteLink(
                    site.id(), site.namespace(), book.name(site), site.labels(), site.isConnected(), door));
        } catch (Kubeconfig.Unusable | ApiProblem.Failure unusable) {
            shut(site, String.valueOf(unusable.getMessage()));
        }
        news.dirty(site.id());
    }

    /** What was the way to a site is none any more; its rows stay as they were. */
    private void shut(SiteFacts site, String why) {
        LOG.warnf("Site %s cannot be opened: %s", site.id(), why);
        if (site.secret() != null) {
            book.facts.put(site.id(), site.with(new Link(LinkState.DISCONNECTED, why, null)));
        }
        var open = registry.link(site.id());
        if (open != null) {
            registry.put(open.disconnected());
        }
    }

    /** Rancher lists these clusters and no others. */
    void onlyListed(Set<SiteId> present) {
        var missing = new HashSet<SiteId>();
        for (var site : book.facts.values()) {
            if (site.secret() == null) {
                missing.add(site.id());
            }
        }
        for (var stored : book.allStored()) {
            var id = SiteBook.idOf(stored);
            if (id == null || present.contains(id) || isDirect(stored)) {
                continue;
            }
            switch (Registration.of(stored.status())) {
                case LISTED -> missing.add(id);
                case HELD -> {
                    missing.add(id);
                    book.guard.remember(id);
                }
                case REMOVED, SECRET_DELETED -> news.dirty(id);
            }
        }
        missing.removeAll(present);
        book.guard.lacking(missing, present.size(), clock.instant()).forEach(this::left);
        missing.forEach(this::confirmed);
        tellHeld(missing.size(), present.size());
    }

    private void tellHeld(int missing, int present) {
        if (book.guard.held() > 0) {
            LOG.errorf(
                    "Rancher lists %d sites and lacks %d that were known: the removal of %d is held, see the condition"
                            + " Registered of their Sites. If they are gone on purpose, annotate those Sites with"
                            + " %s=true, or set granary.sites.removal-limit=100",
                    present, missing, book.guard.held(), Registration.CONFIRM);
        }
    }

    /** Rancher says that one cluster is gone. */
    void unlisted(SiteId id) {
        var site = book.facts.get(id);
        if (site == null || site.secret() != null) {
            return;
        }
        if (isLeaving(id)) {
            left(id);
            return;
        }
        var known = book.facts.values().stream()
                .filter(each -> each.secret() == null)
                .count();
        var before = book.guard.held();
        if (book.guard.removed(id, (int) known, clock.instant())) {
            left(id);
        } else {
            confirmed(id);
        }
        if (before == 0) {
            tellHeld(1, (int) known - 1);
        }
    }

    /** Whether somebody deleted the Site, which unregistered the cluster. */
    private boolean isLeaving(SiteId id) {
        return book.storedOf(id).stream().anyMatch(site -> site.metadata().deletionTimestamp() != null);
    }

    /** Secrets lead to these sites and no others. */
    void onlyNamed(Collection<SiteId> present) {
        var missing = new HashSet<SiteId>();
        for (var site : book.facts.values()) {
            if (site.secret() != null) {
                missing.add(site.id());
            }
        }
        for (var stored : book.allStored()) {
            var id = SiteBook.idOf(stored);
            if (id != null && isDirect(stored)) {
                missing.add(id);
            }
        }
        missing.removeAll(Set.copyOf(present));
        missing.forEach(this::left);
    }

    /** A Secret is gone. */
    void unnamed(SiteId id) {
        var site = book.facts.get(id);
        if (site != null && site.secret() != null) {
            left(id);
        }
    }

    /** Looks whether a person lets a site go that is held. */
    void confirmed(SiteId id) {
        var confirmed = book.storedOf(id).stream()
                .anyMatch(site -> "true".equals(site.metadata().annotations().get(Registration.CONFIRM)));
        if (confirmed && book.guard.release(id)) {
            left(id);
        } else {
            news.dirty(id);
        }
    }

    /** Somebody deleted a Site object: of a site that is held, that is a confirmation, too. */
    void deleted(SiteId id) {
        if (book.guard.release(id)) {
            left(id);
        }
        news.dirty(id);
    }

    private void left(SiteId id) {
        var stored = known(id);
        var site = book.facts.remove(id);
        if (site != null) {
            news.vanished(id, site.namespace(), book.name(site));
        } else if (!stored.isEmpty()) {
            var meta = stored.getFirst().metadata();
            news.vanished(id, meta.namespace(), meta.name());
        }
        book.probes.remove(id);
        book.releaseNames(id);
        registry.remove(id);
        doors.forget(id);
        kubeconfigs.remove(id);
        news.dirty(id);
    }

    /** The Site objects of a site that was not gone when they were last written. */
    private List<HubObject<SiteSpec, SiteStatus>> known(SiteId id) {
        return book.storedOf(id).stream()
                .filter(site -> !Registration.of(site.status()).isGone())
                .toList();
    }

    static boolean isDirect(HubObject<SiteSpec, SiteStatus> stored) {
        return stored.spec() != null && stored.spec().connection() != null;
    }
}
