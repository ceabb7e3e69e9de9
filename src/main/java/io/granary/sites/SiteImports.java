// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kernel.DueQueue;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubObject;
import io.granary.kube.SiteDoors;
import io.granary.kube.StatusPatcher;
import io.granary.kube.Written;
import io.granary.sites.core.Import;
import io.granary.sites.core.ImportStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jboss.logging.Logger;

/**
 * Brings the sites into Rancher whose Site objects ask for it, and out of it when those objects go: looks, decides,
 * acts and tells, one step of one Site at a time. Begins once Rancher's clusters were read, for a cluster that is there
 * already must not be registered twice.
 */
final class SiteImports implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SiteImports.class);
    private static final int WORKERS = 2;
    private static final Duration NEXT_STEP = Duration.ofSeconds(1);
    private static final Duration WAITING = Duration.ofSeconds(3);
    private static final Duration FOR_PEOPLE = Duration.ofSeconds(15);
    private static final Duration SETTLED = Duration.ofMinutes(1);

    private final SiteBook book;
    private final ImportEyes eyes;
    private final ImportHands hands;
    private final StatusPatcher<HubObject<SiteSpec, SiteStatus>> statuses;
    private final SiteRounds.Chance chance;
    private final DueQueue<Place> due;
    private final CountDownLatch clustersRead = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final boolean on;
    private volatile boolean closed;

    /** Where a Site object is. */
    private record Place(String namespace, String name) {}

    /** @param on whether imports are wanted; where they are not, Sites that ask for one are told so */
    SiteImports(
            SiteKinds hub, ImportKinds kinds, SiteDoors doors, SiteBook book, SiteRounds.Chance chance, boolean on) {
        this.on = on;
        var side = new ImportSide(kinds.secrets(), doors, chance.random());
        this.book = book;
        this.eyes = new ImportEyes(kinds, side, book, chance.clock());
        this.hands = new ImportHands(hub.sites(), kinds, side, book);
        this.statuses = new StatusPatcher<>(hub.sites(), HubObject::status);
        this.chance = chance;
        this.due = new DueQueue<>(chance.nanos());
    }

    void start() {
        for (var i = 0; i < WORKERS; i++) {
            threads.add(Thread.ofVirtual().name("site-import-" + i).start(this::work));
        }
    }

    /** A Site object is there, or has changed. */
    void look(HubObject<SiteSpec, SiteStatus> site) {
        if (concerns(site)) {
            due.add(new Place(site.metadata().namespace(), site.metadata().name()), Duration.ZERO);
        }
    }

    /** Rancher's clusters were read. */
    void clustersRead() {
        clustersRead.countDown();
    }

    private boolean concerns(HubObject<SiteSpec, SiteStatus> site) {
        var meta = site.metadata();
        var guarded = meta.finalizers().contains(Import.FINALIZER);
        return meta.deletionTimestamp() != null || !SiteBook.isImport(site) ? guarded : !isDone(site);
    }

    /** It came into Rancher, and is there. */
    private boolean isDone(HubObject<SiteSpec, SiteStatus> site) {
        var status = site.status();
        return status != null
                && status.clusterID() != null
                && book.facts.containsKey(new SiteId(status.clusterID()))
                && status.conditions().stream()
                        .anyMatch(condition -> condition.type().equals(Import.CONDITION)
                                && condition.status().equals("True"));
    }

    private void work() {
        try {
            clustersRead.await();
            while (!closed) {
                var place = due.take();
                try {
                    look(place);
                } catch (RuntimeException bug) {
                    LOG.errorf(bug, "The import of the site %s/%s failed", place.namespace(), place.name());
                    due.add(place, WAITING);
                } finally {
                    due.done(place);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Place place) {
        var site = book.stored(place.namespace(), place.name());
        if (site == null || !concerns(site)) {
            return;
        }
        if (!SiteBook.isImport(site)) {
            // Nobody asks for the import any more: the cluster stays, and is nobody's business here.
            hands.release(site);
            return;
        }
        var next = next(site);
        tell(site, next);
        due.add(place, pause(next));
    }

    private Import.Next next(HubObject<SiteSpec, SiteStatus> site) {
        if (!on) {
            return Import.OFF;
        }
        try {
            var next = Import.next(eyes.see(site));
            var problem = hands.act(site, next.step());
            return problem == null ? next : refused(problem);
        } catch (ApiProblem.Failure failure) {
            return refused(failure.problem().message());
        }
    }

    private static Import.Next refused(String problem) {
        return new Import.Next(
                new ImportStep.Rest(), "False", "StepRefused", "It is tried again, for this was refused: " + problem);
    }

    private void tell(HubObject<SiteSpec, SiteStatus> seen, Import.Next next) {
        var meta = seen.metadata();
        var site = book.stored(meta.namespace(), meta.name());
        if (site == null || next.step() instanceof ImportStep.Release) {
            return;
        }
        var generation = Objects.requireNonNullElse(site.metadata().generation(), 1L);
        var status = next.on(site.status(), generation, chance.clock().instant());
        if (statuses.patch(site, site.withStatus(status))
                instanceof Written.Stored<HubObject<SiteSpec, SiteStatus>> stored) {
            book.keep(stored.object());
        }
    }

    private static Duration pause(Import.Next next) {
        if (next.isSettled()) {
            return SETTLED;
        }
        return switch (next.step()) {
            case ImportStep.Rest ignored -> WAITING;
            case ImportStep.Publish ignored -> FOR_PEOPLE;
            case ImportStep.Guard ignored -> NEXT_STEP;
            case ImportStep.Register ignored -> NEXT_STEP;
            case ImportStep.Hand ignored -> NEXT_STEP;
            case ImportStep.Tidy ignored -> NEXT_STEP;
            case ImportStep.Unregister ignored -> NEXT_STEP;
            case ImportStep.Release ignored -> NEXT_STEP;
        };
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }
}
