// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubObject;
import io.granary.kube.Resources.Listener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Watches Rancher's clusters, the Secrets of direct sites and the Site objects, and keeps book and registry in step.
 * Clusters are read only after the Site objects, whose names and pins are respected.
 */
final class SiteDiscovery implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SiteDiscovery.class);
    private static final String HARVESTER = "provider.cattle.io=harvester";

    private final SiteKinds hub;
    private final SiteBook book;
    private final SiteRoster roster;
    private final FactsReader reader;
    private final Optional<String> direct;
    private final Consumer<SiteId> dirty;
    private final @Nullable SiteImports imports;
    private final CountDownLatch sitesRead = new CountDownLatch(1);
    private final List<AutoCloseable> watches = new ArrayList<>();

    /**
     * @param direct the namespace of Secrets that lead to sites, the empty string for all, nothing for no such Secrets
     * @param dirty hears of each site whose Site object has changed
     * @param imports hears of Site objects, and when clusters were read; null where nothing is imported
     */
    SiteDiscovery(
            SiteKinds hub,
            SiteBook book,
            SiteRoster roster,
            FactsReader reader,
            Optional<String> direct,
            Consumer<SiteId> dirty,
            @Nullable SiteImports imports) {
        this.hub = hub;
        this.imports = imports;
        this.direct = direct;
        this.book = book;
        this.roster = roster;
        this.reader = reader;
        this.dirty = dirty;
    }

    void start() {
        watches.add(hub.sites().watch("", "", new Stored()));
        watches.add(hub.clusters().watch("", HARVESTER, new Clusters()));
        direct.ifPresent(
                namespace -> watches.add(hub.secrets().watch(namespace, DirectSecret.SELECTOR, new Secrets())));
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
                    roster.listed(site);
                }
            }
            roster.onlyListed(present);
            if (imports != null) {
                imports.clustersRead();
            }
        }

        @Override
        public void changed(RancherCluster cluster) {
            var site = reader.of(cluster);
            if (site == null) {
                deleted(cluster);
            } else {
                roster.listed(site);
            }
        }

        @Override
        public void deleted(RancherCluster cluster) {
            roster.unlisted(new SiteId(cluster.metadata().name()));
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
            roster.onlyNamed(all.stream().map(FactsReader::id).toList());
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
            roster.named(site, new String(kubeconfig, StandardCharsets.UTF_8));
        }

        @Override
        public void deleted(DirectSecret secret) {
            roster.unnamed(FactsReader.id(secret));
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
            var id = SiteBook.idOf(site);
            if (id != null && book.guard.holds(id)) {
                roster.confirmed(id);
            } else if (id != null) {
                dirty.accept(id);
            }
            if (imports != null) {
                imports.look(site);
            }
        }

        @Override
        public void deleted(HubObject<SiteSpec, SiteStatus> site) {
            book.drop(site);
            var id = SiteBook.idOf(site);
            if (id != null) {
                roster.deleted(id);
            }
        }

        @Override
        public void failed(ApiProblem problem) {
            LOG.warnf("Site objects cannot be watched (is the chart granary-crd installed?): %s", problem.message());
        }
    }

    private void awaitSites() {
        try {
            sitesRead.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
