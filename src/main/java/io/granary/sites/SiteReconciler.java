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
import io.granary.sites.core.Import;
import io.granary.sites.core.Registration;
import io.granary.sites.core.SiteFacts;
import io.granary.sites.core.SiteObserved;
import io.granary.sites.core.SiteStatuses;
import io.granary.sites.core.ZoneCheck;
import java.time.Clock;
import java.time.Duration;
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
    private final Duration forgetAfter;
    private final Clock clock;

    /** @param forgetAfter how long the Site of a site that is gone is kept */
    SiteReconciler(
            SiteBook book,
            Resources<HubObject<SiteSpec, SiteStatus>> sites,
            Supplier<@Nullable SiteObservations> inventory,
            Duration forgetAfter,
            Clock clock) {
        this.book = book;
        this.sites = sites;
        this.statuses = new StatusPatcher<>(sites, HubObject::status);
        this.inventory = inventory;
        this.forgetAfter = forgetAfter;
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
            return farewell(id);
        }
        var name = book.name(facts);
        var stored = book.stored(facts.namespace(), name);
        if (stored == null) {
            return heard(id, sites.create(object(facts, name)));
        }
        var labelled = relabelled(stored, facts);
        if (!labelled.equals(stored)) {
            return heard(id, sites.replaceMetadata(stored, labelled));
        }
        var renamed = deleteAll(id, name);
        return renamed == Outcome.QUIET ? report(facts, stored) : renamed;
    }

    private Outcome report(SiteFacts facts, HubObject<SiteSpec, SiteStatus> stored) {
        var seen = observe(facts, stored);
        var registration = book.guard.holds(facts.id()) ? Registration.HELD : Registration.LISTED;
        var status = registration.on(SiteStatuses.of(seen), seen.before(), seen.generation(), seen.now());
        var zoned = ZoneCheck.on(status, seen.before(), stored.spec(), seen.generation(), seen.now());
        var whole = SiteBook.isImport(stored) ? Import.kept(zoned, stored.status()) : zoned;
        return heard(facts.id(), statuses.patch(stored, stored.withStatus(whole)));
    }

    /** What becomes of the Site objects of a site that is gone: they say so for a while, and are then deleted. */
    private Outcome farewell(SiteId id) {
        var outcome = Outcome.QUIET;
        for (var stored : book.storedOf(id)) {
            var one = farewell(id, stored);
            outcome = outcome.compareTo(one) < 0 ? one : outcome;
        }
        return outcome;
    }

    private Outcome farewell(SiteId id, HubObject<SiteSpec, SiteStatus> stored) {
        var now = clock.instant();
        var said = Registration.of(stored.status());
        var registration = book.guard.holds(id)
                ? Registration.HELD
                : SiteRoster.isDirect(stored) ? Registration.SECRET_DELETED : Registration.REMOVED;
        var keeps = said.isGone()
                ? Registration.left(stored.status(), forgetAfter, now).isPositive()
                : forgetAfter.isPositive();
        // A Site that asks for an import belongs to whoever applied it.
        if (registration.isGone() && !keeps && !SiteBook.isImport(stored)) {
            return delete(stored);
        }
        var status = registration.on(stored.status(), generation(stored), now);
        return heard(id, statuses.patch(stored, stored.withStatus(status)));
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
                isOf(facts, stored.status()) ? stored.status() : null,
                stored.metadata().annotations().get(SiteStatuses.ACCEPT_UID),
                generation(stored),
                clock.instant());
    }

    /** A new cluster that takes the name of a removed one takes over what people wrote there, and nothing else. */
    private static boolean isOf(SiteFacts facts, @Nullable SiteStatus status) {
        var cluster = facts.secret() == null ? facts.id().value() : null;
        return status != null && Objects.equals(status.clusterID(), cluster);
    }

    private static long generation(HubObject<SiteSpec, SiteStatus> stored) {
        return Objects.requireNonNullElse(stored.metadata().generation(), 1L);
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

    /** Deletes the objects of a site but the one of this name, after a rename. */
    private Outcome deleteAll(SiteId id, String but) {
        var outcome = Outcome.QUIET;
        for (var stale : book.storedOf(id)) {
            if (!stale.metadata().name().equals(but) && !SiteBook.isImport(stale)) {
                outcome = delete(stale);
            }
        }
        return outcome;
    }

    private Outcome delete(HubObject<SiteSpec, SiteStatus> stale) {
        var problem =
                sites.delete(stale.metadata().namespace(), stale.metadata().name());
        book.drop(stale);
        return problem == null ? Outcome.WROTE : Outcome.REFUSED;
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
    private HubObject<SiteSpec, SiteStatus> relabelled(HubObject<SiteSpec, SiteStatus> stored, SiteFacts facts) {
        var meta = stored.metadata();
        var carried = labels(facts);
        var labels = CarriedLabels.merge(meta.labels(), meta.annotations(), carried);
        var annotations = CarriedLabels.remember(meta.annotations(), carried);
        if (!book.guard.holds(facts.id())) {
            annotations.remove(Registration.CONFIRM);
        }
        return stored.with(meta.withLabels(labels, annotations));
    }

    /** What people wrote wins; the cluster's own time zone and Secret fill what they left out. */
    private static SiteSpec spec(SiteFacts facts, SiteSpec earlier) {
        var secret = facts.secret();
        return new SiteSpec(
                earlier.timeZone() == null ? facts.given().timeZone() : earlier.timeZone(),
                earlier.maintenance(),
                earlier.hold(),
                secret == null ? earlier.connection() : new SiteSpec.Connection(new SiteSpec.SecretReference(secret)),
                earlier.importing());
    }

    private static Map<String, String> labels(SiteFacts facts) {
        var labels = new HashMap<>(facts.labels());
        labels.put(SiteBook.ID_LABEL, facts.id().value());
        return labels;
    }
}
