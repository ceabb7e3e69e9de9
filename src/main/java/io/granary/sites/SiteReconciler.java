// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.granary.crd.v1alpha1.Site;
import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.kernel.SiteId;
import io.granary.kube.Resources;
import io.granary.kube.StatusPatcher;
import io.granary.kube.Written;
import io.granary.sites.core.SiteFacts;
import io.granary.sites.core.SiteObserved;
import io.granary.sites.core.SiteStatuses;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes one Site object say what is true of its site: observe, decide, act, report. */
final class SiteReconciler {
    private static final Logger LOG = Logger.getLogger(SiteReconciler.class);

    private final SiteBook book;
    private final Resources<Site> sites;
    private final StatusPatcher<Site> statuses;
    private final Supplier<@Nullable SiteObservations> inventory;
    private final Clock clock;

    SiteReconciler(SiteBook book, Resources<Site> sites, Supplier<@Nullable SiteObservations> inventory, Clock clock) {
        this.book = book;
        this.sites = sites;
        this.statuses = new StatusPatcher<>(sites, Site::getStatus);
        this.inventory = inventory;
        this.clock = clock;
    }

    /** How a pass went. */
    enum Outcome {
        QUIET,
        WROTE,
        /** To be tried again soon. */
        REFUSED
    }

    Outcome reconcile(SiteId id) {
        var facts = book.facts.get(id);
        if (facts == null) {
            return deleteAll(id, "");
        }
        var name = book.name(facts);
        var stored = book.stored(facts.namespace(), name);
        if (stored == null || !labels(facts).equals(carried(stored))) {
            return heard(
                    id, stored == null ? sites.create(object(facts, name)) : sites.replace(relabelled(stored, facts)));
        }
        var renamed = deleteAll(id, name);
        return renamed == Outcome.QUIET ? report(facts, stored) : renamed;
    }

    private Outcome report(SiteFacts facts, Site stored) {
        var desired = copy(stored);
        desired.setStatus(SiteStatuses.of(observe(facts, stored)));
        return heard(facts.id(), statuses.patch(stored, desired));
    }

    private SiteObserved observe(SiteFacts facts, Site stored) {
        var room = inventory.get();
        var seen = room == null ? null : room.of(facts.id());
        var annotations = stored.getMetadata().getAnnotations();
        return new SiteObserved(
                facts,
                book.probes.get(facts.id()),
                seen == null
                        ? null
                        : new SiteObserved.InventoryFacts(
                                seen.running(), seen.total(), seen.lastSeen(), seen.refused()),
                stored.getStatus(),
                annotations == null ? null : annotations.get(SiteStatuses.ACCEPT_UID),
                Objects.requireNonNullElse(stored.getMetadata().getGeneration(), 1L),
                clock.instant());
    }

    private Outcome heard(SiteId id, Written<Site> written) {
        return switch (written) {
            case Written.Stored<Site> stored -> {
                book.keep(stored.object());
                yield Outcome.WROTE;
            }
            case Written.Unchanged<Site> ignored -> Outcome.QUIET;
            case Written.Conflict<Site> ignored -> Outcome.REFUSED;
            case Written.Refused<Site> refused -> {
                LOG.warnf(
                        "The Site of %s was not written: %s",
                        id, refused.problem().message());
                yield Outcome.REFUSED;
            }
        };
    }

    /** Deletes the objects of a site but the one of this name: after a rename, and after a removal. */
    private Outcome deleteAll(SiteId id, String but) {
        var outcome = Outcome.QUIET;
        for (var stale : book.storedOf(id)) {
            var meta = stale.getMetadata();
            if (!meta.getName().equals(but)) {
                var problem = sites.delete(meta.getNamespace(), meta.getName());
                outcome = problem == null ? Outcome.WROTE : Outcome.REFUSED;
                book.drop(stale);
            }
        }
        return outcome;
    }

    /** A renamed site keeps what people said of it under its old name. */
    private Site object(SiteFacts facts, String name) {
        var site = new Site();
        site.setMetadata(new ObjectMetaBuilder()
                .withNamespace(facts.namespace())
                .withName(name)
                .withLabels(labels(facts))
                .build());
        var earlier = book.storedOf(facts.id()).stream()
                .findFirst()
                .map(Site::getSpec)
                .orElse(SiteSpec.EMPTY);
        site.setSpec(facts.secret() == null ? earlier : connected(earlier, facts.secret()));
        return site;
    }

    private static SiteSpec connected(SiteSpec spec, String secret) {
        var connection = new SiteSpec.Connection(new SiteSpec.SecretReference(secret));
        return new SiteSpec(spec.timeZone(), spec.maintenance(), spec.hold(), connection);
    }

    private static Site relabelled(Site stored, SiteFacts facts) {
        var site = copy(stored);
        var labels = new HashMap<>(labels(facts));
        site.getMetadata().setLabels(labels);
        return site;
    }

    private static Map<String, String> labels(SiteFacts facts) {
        var labels = new HashMap<>(facts.labels());
        labels.put(SiteBook.ID_LABEL, facts.id().value());
        return labels;
    }

    private static Map<String, String> carried(Site stored) {
        return Objects.requireNonNullElse(stored.getMetadata().getLabels(), Map.of());
    }

    private static Site copy(Site stored) {
        var site = new Site();
        site.setMetadata(new ObjectMetaBuilder(stored.getMetadata()).build());
        site.setSpec(stored.getSpec());
        site.setStatus(stored.getStatus());
        return site;
    }
}
