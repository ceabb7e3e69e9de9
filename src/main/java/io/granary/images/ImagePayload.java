// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.images.core.ImageSightings;
import io.granary.images.core.SiteImageFacts;
import io.granary.kube.ApiProblem;
import io.granary.kube.Written;
import io.granary.rollout.RolloutPayload;
import io.granary.rollout.SightingCache;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Traits;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Brings an Image to a site: a VirtualMachineImage named as the Image, so that templates find it by one name
 * everywhere, annotated with the order's name. Harvester never gets over a failed one, so the next try deletes and
 * creates anew. What others made is left alone; if it holds the same bytes, it will do.
 */
public final class ImagePayload implements RolloutPayload {
    private final ImageVisits visits;
    private final SightingTimer timer;
    private final SightingCache cache;

    /** @param news hears of each order whose sighting changed */
    ImagePayload(ImageVisits visits, SightingTimer timer, Consumer<Order> news) {
        this.visits = visits;
        this.timer = timer;
        this.cache = new SightingCache(this::seen, SightingCache.Pace.USUAL, timer, news);
    }

    @Override
    public Traits traits() {
        return Traits.SHARED;
    }

    @Override
    public Sighting observe(Order order) {
        return cache.observe(order);
    }

    @Override
    public Sighting look(Order order) {
        var seen = seen(order);
        cache.keep(order, seen);
        return seen;
    }

    private Sighting seen(Order order) {
        return answered(() -> {
            var at = timer.now();
            var wanted = new ImageSightings.Try(order.name(), order.revision(), order.attempt());
            var visit = visits.visit(order);
            if (visit == null) {
                var target = order.content().image();
                var name = target == null ? null : target.name();
                return ImageSightings.of(
                        wanted,
                        null,
                        new SiteImageFacts.Wish(
                                String.valueOf(name),
                                null,
                                0,
                                "there is no Image " + name + " in the workspace: create it, or correct"
                                        + " spec.target.image.name"),
                        at);
            }
            var found = visits.find(visit);
            var facts = found == null ? null : ImageVisits.facts(found, at);
            var begun = facts != null && facts.action().equals(order.name());
            var wish = begun || !visit.isOutdated() ? visits.wish(visit) : outdated(visit);
            return ImageSightings.of(wanted, facts, wish, at);
        });
    }

    /** The bytes of an earlier revision are gone once its Image was edited: going back to it would bring the others. */
    private static SiteImageFacts.Wish outdated(ImageVisits.Visit visit) {
        return new SiteImageFacts.Wish(
                visit.name(),
                null,
                0,
                "Image " + visit.name()
                        + " was edited since this revision: put its spec back, or roll out another Image");
    }

    @Override
    public void start(Order order, Instant deadline) {
        answered(() -> {
            var visit = visits.visit(order);
            var wish = visit == null ? null : visits.wish(visit);
            var sha512 = wish == null ? null : wish.sha512();
            if (visit == null || sha512 == null) {
                throw new SiteProblem("the Image is not in the library");
            }
            var found = visits.find(visit);
            if (found == null) {
                create(visit, sha512, deadline);
            } else {
                clear(visit, found, deadline);
            }
            cache.hurry(order);
            return order;
        });
    }

    private void create(ImageVisits.Visit visit, String sha512, Instant deadline) {
        send(deadline);
        var made = visit.site().create(visits.object(visit, sha512));
        if (made instanceof Written.Refused<ObjectNode>(ApiProblem problem)) {
            throw new SiteProblem(problem.message());
        }
        if (made instanceof Written.Conflict<ObjectNode>(String message)) {
            // Ours by a lost answer, or one that is being deleted: the next look tells.
            throw new SiteProblem(message);
        }
    }

    /** A failed one of ours, of another try, makes room; the object itself comes with the next call. */
    private static void clear(ImageVisits.Visit visit, ObjectNode found, Instant deadline) {
        var facts = ImageVisits.facts(found, deadline);
        var ours = facts.owner() == SiteImageFacts.Owner.GRANARY;
        if (ours
                && facts.state() == SiteImageFacts.State.FAILED
                && !facts.action().equals(visit.order().name())) {
            delete(visit);
            throw new SiteProblem("the failed VirtualMachineImage of an earlier try is being deleted");
        }
    }

    private void send(Instant deadline) {
        if (!timer.now().isBefore(deadline)) {
            throw new SiteProblem("it was too late to send");
        }
    }

    private static void delete(ImageVisits.Visit visit) {
        var problem = visit.site().delete(visit.namespace(), visit.name());
        if (problem != null) {
            throw new SiteProblem(problem.message());
        }
    }

    @Override
    public void stage(Order order, Ahead terms) {
        // The download is the whole action: it stops nothing at the site, and needs no window.
    }

    @Override
    public void cancel(Order order) {
        remove(order, SiteImageFacts.State.DOWNLOADING);
    }

    /** Harvester refuses to delete an image that is in use, and that is right. */
    @Override
    public void revert(Order order) {
        remove(order, SiteImageFacts.State.IMPORTED);
    }

    private void remove(Order order, SiteImageFacts.State state) {
        answered(() -> {
            var visit = visits.visit(order);
            var found = visit == null ? null : visit.site().find(visit.namespace(), visit.name());
            if (visit != null && found != null) {
                var facts = ImageVisits.facts(found, timer.now());
                if (facts.state() == state && facts.action().equals(order.name())) {
                    delete(visit);
                    cache.hurry(order);
                }
            }
            return order;
        });
    }

    private static <T> T answered(Supplier<T> question) {
        try {
            return question.get();
        } catch (ApiProblem.Failure silent) {
            throw new SiteProblem(silent.problem().message());
        }
    }
}
