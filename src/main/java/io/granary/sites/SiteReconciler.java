// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.crd.v1alpha1.Site;
import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kernel.SiteId;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;
import io.granary.kube.StatusPatcher;
import io.granary.kube.Written;
import io.granary.sites.core.CarriedLabels;
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

/** Makes one HubObject<SiteSpec, SiteStatus> object say what is true of its site: observe, decide, act, report. */
final class SiteReconciler {
    private static final Logger LOG = Logger.getLogger(SiteReconciler.class);

    private final SiteBook book;
    private final Resources<HubObject<SiteSpec, SiteStatus>> sites;
    private final StatusPatcher<HubObject<SiteSpec, SiteStatus>> statuses;
    private final Supplier<@Nullable SiteObservations> inventory;
    private final Clock clock;

    SiteReconciler(
            SiteBook book,
            Resources<HubObject<SiteSpec, SiteStatus>> sites,
            Supplier<@Nullable SiteObservations> inventory,
            Clock clock) {
        this.book = book;
        this.sites = sites;
        this.statuses = new StatusPatcher<>(sites, HubObject::status);
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
        if (stored == null) {
            return heard(id, sites.create(object(facts, name)));
        }
        var labelled = relabelled(stored, facts);
        if (!labelled.equals(stored)) {
            return heard(id, sites.replace(labelled));
        }
        var renamed = deleteAll(id, name);
        return renamed == Outcome.QUIET ? report(facts, stored) : renamed;
    }

    private Outcome report(SiteFacts facts, HubObject<SiteSpec, SiteStatus> stored) {
        var desired = stored.withStatus(SiteStatuses.of(observe(facts, stored)));
        return heard(facts.id(), statuses.patch(stored, desired));
    }

    private SiteObserved observe(SiteFacts facts, HubObject<SiteSpec, SiteStatus> stored) {
        var room = inventory.get();
        var seen = room == null ? null : room.of(facts.id());
        return new SiteObserved(
                facts,
                book.probes.get(facts.id()),
                seen == null
                        ? null
                        : new SiteObserved.InventoryFacts(
                                seen.running(), seen.total(), seen.lastSeen(), seen.refused()),
                stored.status(),
                stored.metadata().annotations().get(SiteStatuses.ACCEPT_UID),
                Objects.requireNonNullElse(stored.metadata().generation(), 1L),
                clock.instant());
    }

    private Outcome heard(SiteId id, Written<HubObject<SiteSpec, SiteStatus>> written) {
        return switch (written) {
            case Written.Stored<HubObject<SiteSpec, SiteStatus>> stored -> {
                book.keep(stored.object());
                yield Outcome.WROTE;
            }
            case Written.Unchanged<HubObject<SiteSpec, SiteStatus>> ignored -> Outcome.QUIET;
            case Written.Conflict<HubObject<SiteSpec, SiteStatus>> ignored -> Outcome.REFUSED;
            case Written.Refused<HubObject<SiteSpec, SiteStatus>> refused -> {
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
            var meta = stale.metadata();
            if (!meta.name().equals(but)) {
                var problem = sites.delete(meta.namespace(), meta.name());
                outcome = problem == null ? Outcome.WROTE : Outcome.REFUSED;
                book.drop(stale);
            }
        }
        return outcome;
    }

    /** A renamed site keeps what people said of it under its old name. */
    private HubObject<SiteSpec, SiteStatus> object(SiteFacts facts, String name) {
        var earlier = book.storedOf(facts.id()).stream()
                .map(HubObject::spec)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(SiteSpec.EMPTY);
        return HubObject.of(
                Site.class, HubObject.Meta.of(facts.namespace(), name, labels(facts)), spec(facts, earlier));
    }

    /** The same object with the labels of the Rancher cluster; what people added by themselves stays. */
    private static HubObject<SiteSpec, SiteStatus> relabelled(HubObject<SiteSpec, SiteStatus> stored, SiteFacts facts) {
        var meta = stored.metadata();
        var carried = labels(facts);
        var labels = CarriedLabels.merge(meta.labels(), meta.annotations(), carried);
        return stored.with(meta.withLabels(labels, CarriedLabels.remember(meta.annotations(), carried)));
    }

    /** What people wrote wins; the cluster's own time zone and Secret fill what they left out. */
    private static SiteSpec spec(SiteFacts facts, SiteSpec earlier) {
        var secret = facts.secret();
        return new SiteSpec(
                earlier.timeZone() == null ? facts.given().timeZone() : earlier.timeZone(),
                earlier.maintenance(),
                earlier.hold(),
                secret == null ? earlier.connection() : new SiteSpec.Connection(new SiteSpec.SecretReference(secret)));
    }

    private static Map<String, String> labels(SiteFacts facts) {
        var labels = new HashMap<>(facts.labels());
        labels.put(SiteBook.ID_LABEL, facts.id().value());
        return labels;
    }
}
