// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubObject;
import io.granary.kube.Kubeconfig;
import io.granary.kube.Resources.Listener;
import io.granary.kube.SiteDoors;
import io.granary.sites.core.SiteFacts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Watches Rancher's clusters, the Secrets of direct sites and the Site objects, and keeps book and registry in step.
 * Clusters are read only after the Site objects, whose names and pins are respected.
 */
final class SiteDiscovery implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SiteDiscovery.class);
    private static final String HARVESTER = "provider.cattle.io=harvester";

    private final SiteKinds hub;
    private final SiteDoors doors;
    private final SiteBook book;
    private final SiteRegistry registry;
    private final FactsReader reader;
    private final Consumer<SiteId> dirty;
    private final Map<SiteId, String> kubeconfigs = new ConcurrentHashMap<>();
    private final CountDownLatch sitesRead = new CountDownLatch(1);
    private final List<AutoCloseable> watches = new ArrayList<>();

    /** @param dirty hears of each site that has to be looked at again */
    SiteDiscovery(
            SiteKinds hub,
            SiteDoors doors,
            SiteBook book,
            SiteRegistry registry,
            FactsReader reader,
            Consumer<SiteId> dirty) {
        this.hub = hub;
        this.doors = doors;
        this.book = book;
        this.registry = registry;
        this.reader = reader;
        this.dirty = dirty;
    }

    void start() {
        watches.add(hub.sites().watch("", "", new Stored()));
        watches.add(hub.clusters().watch("", HARVESTER, new Clusters()));
        watches.add(hub.secrets().watch("", DirectSecret.SELECTOR, new Secrets()));
    }

    private void arrived(SiteFacts site) {
        var before = book.facts.put(site.id(), site);
        if (site.equals(before) && site.secret() == null) {
            return;
        }
        try {
            var door = site.secret() == null
                    ? doors.throughRancher(site.id())
                    : doors.direct(site.id(), kubeconfigs.getOrDefault(site.id(), ""));
            if (site.isConnected() && before != null && !before.isConnected()) {
                door.recovered();
            }
            registry.put(new SiteLink(
                    site.id(), site.namespace(), book.name(site), site.labels(), site.isConnected(), door));
        } catch (Kubeconfig.Unusable | ApiProblem.Failure unusable) {
            LOG.warnf("Site %s cannot be opened: %s", site.id(), unusable.getMessage());
        }
        dirty.accept(site.id());
    }

    private void left(SiteId id) {
        if (book.facts.remove(id) != null) {
            book.probes.remove(id);
            registry.remove(id);
            doors.forget(id);
            kubeconfigs.remove(id);
        }
        dirty.accept(id);
    }

    @Override
    public void close() throws Exception {
        for (var watch : watches) {
            watch.close();
        }
    }

    private final class Clusters implements Listener<RancherCluster> {
        @Override
        public void replaced(List<RancherCluster> all) {
            awaitSites();
            var present = new HashSet<SiteId>();
            for (var cluster : all) {
                var site = reader.of(cluster);
                if (site != null) {
                    present.add(site.id());
                    arrived(site);
                }
            }
            book.facts.values().stream()
                    .filter(site -> site.secret() == null && !present.contains(site.id()))
                    .forEach(site -> left(site.id()));
            removedMeanwhile(present, stored -> !isDirect(stored));
        }

        @Override
        public void changed(RancherCluster cluster) {
            var site = reader.of(cluster);
            if (site == null) {
                deleted(cluster);
            } else {
                arrived(site);
            }
        }

        @Override
        public void deleted(RancherCluster cluster) {
            left(new SiteId(cluster.metadata().name()));
        }

        @Override
        public void failed(ApiProblem problem) {
            LOG.warnf("Rancher's clusters cannot be watched: %s", problem.message());
        }
    }

    private final class Secrets implements Listener<DirectSecret> {
        @Override
        public void replaced(List<DirectSecret> all) {
            awaitSites();
            all.forEach(this::changed);
            var present = all.stream().map(FactsReader::id).toList();
            book.facts.values().stream()
                    .filter(site -> site.secret() != null && !present.contains(site.id()))
                    .forEach(site -> left(site.id()));
            removedMeanwhile(present, SiteDiscovery::isDirect);
        }

        @Override
        public void changed(DirectSecret secret) {
            var data = Objects.requireNonNullElse(secret.data(), Map.<String, byte[]>of());
            var kubeconfig = data.getOrDefault("kubeconfig", new byte[0]);
            var site = reader.of(secret);
            var known = book.facts.get(site.id());
            if (known != null && known.secret() == null) {
                LOG.warnf("The Secret %s has the name of a Rancher cluster: rename the Secret", site.displayName());
                return;
            }
            kubeconfigs.put(site.id(), new String(kubeconfig, StandardCharsets.UTF_8));
            arrived(site);
        }

        @Override
        public void deleted(DirectSecret secret) {
            var known = book.facts.get(FactsReader.id(secret));
            if (known != null && known.secret() != null) {
                left(known.id());
            }
        }
    }

    private final class Stored implements Listener<HubObject<SiteSpec, SiteStatus>> {
        @Override
        public void replaced(List<HubObject<SiteSpec, SiteStatus>> all) {
            var present = new HashSet<String>();
            all.forEach(site -> present.add(String.valueOf(site.metadata().uid())));
            book.allStored().stream()
                    .filter(site ->
                            !present.contains(String.valueOf(site.metadata().uid())))
                    .forEach(this::deleted);
            all.forEach(this::changed);
            sitesRead.countDown();
        }

        @Override
        public void changed(HubObject<SiteSpec, SiteStatus> site) {
            book.keep(site);
            tell(site);
        }

        @Override
        public void deleted(HubObject<SiteSpec, SiteStatus> site) {
            book.drop(site);
            tell(site);
        }

        @Override
        public void failed(ApiProblem problem) {
            LOG.warnf("Site objects cannot be watched (is the chart granary-crd installed?): %s", problem.message());
        }

        private void tell(HubObject<SiteSpec, SiteStatus> site) {
            var id = SiteBook.idOf(site);
            if (id != null) {
                dirty.accept(id);
            }
        }
    }

    /** Lets go of the Site objects of sites that were removed while the hub was away. */
    private void removedMeanwhile(Collection<SiteId> present, Predicate<HubObject<SiteSpec, SiteStatus>> mine) {
        for (var stored : book.allStored()) {
            var id = SiteBook.idOf(stored);
            if (id != null && mine.test(stored) && !present.contains(id)) {
                left(id);
            }
        }
    }

    private static boolean isDirect(HubObject<SiteSpec, SiteStatus> stored) {
        return stored.spec() != null && stored.spec().connection() != null;
    }

    private void awaitSites() {
        try {
            sitesRead.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
