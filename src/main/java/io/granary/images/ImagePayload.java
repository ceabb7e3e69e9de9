// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.RolloutTarget;
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
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings an Image to a site: a VirtualMachineImage named as the Image, so that templates find it by one name
 * everywhere, annotated with the order's name. Harvester never gets over a failed one, so the next try deletes and
 * creates anew. What others made is left alone; if it holds the same bytes, it will do.
 */
public final class ImagePayload implements RolloutPayload {
    private static final Traits TRAITS =
            new Traits(Traits.Access.SHARED, Traits.Interruption.ALLOWED, Traits.Staging.AHEAD);

    private final ImageVisits visits;
    private final SightingTimer timer;
    private final SightingCache cache;

    /** @param news hears of each order whose sighting changed */
    ImagePayload(ImageVisits visits, SightingTimer timer, Consumer<Order> news) {
        this.visits = visits;
        this.timer = timer;
        this.cache = new SightingCache(this::seen, SightingCache.Pace.USUAL, timer, news);
    }

    /** The library has an Image of this name now, or has it anew: sites that waited for it are looked at. */
    void published(String image) {
        cache.lookAgain(order -> {
            var target = order.content().image();
            return target != null && image.equals(target.name());
        });
    }

    @Override
    public Traits traits() {
        return TRAITS;
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
        begin(order, new Ahead(deadline, 0), ImageVisits.ACTION);
    }

    /** The download is all the work that there is: started without being the action, which the start makes it. */
    @Override
    public void stage(Order order, Ahead terms) {
        begin(order, terms, ImageVisits.AHEAD);
    }

    private void begin(Order order, Ahead terms, String mark) {
        var deadline = terms.deadline();
        answered(() -> {
            var visit = visits.visit(order);
            var wish = visit == null ? null : visits.wish(visit);
            var sha512 = wish == null ? null : wish.sha512();
            if (visit == null || sha512 == null) {
                throw new SiteProblem("the Image is not in the library");
            }
            var found = visits.find(visit);
            if (found == null) {
                var url = ImageVisits.paced(visit, terms.bytesPerSecond());
                create(visit, visits.object(visit, url, sha512, mark), deadline);
            } else if (!clear(visit, found, sha512, deadline) && mark.equals(ImageVisits.ACTION)) {
                takeOver(visit, found, deadline);
            }
            cache.hurry(order);
            return order;
        });
    }

    private void create(ImageVisits.Visit visit, ObjectNode image, Instant deadline) {
        send(deadline);
        stored(visit.site().create(image));
    }

    /** What was fetched ahead of this very try becomes its action. */
    private void takeOver(ImageVisits.Visit visit, ObjectNode found, Instant deadline) {
        var facts = ImageVisits.facts(found, deadline);
        if (facts.isAheadOnly() && facts.ahead().equals(visit.order().name())) {
            send(deadline);
            var image = found.deepCopy();
            image.withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .put(ImageVisits.ACTION, visit.order().name());
            stored(visit.site().replace(image));
        }
    }

    private static void stored(Written<ObjectNode> made) {
        if (made instanceof Written.Refused<ObjectNode>(ApiProblem problem)) {
            throw new SiteProblem(problem.message());
        }
        if (made instanceof Written.Conflict<ObjectNode>(String message)) {
            // Ours by a lost answer, one that is being deleted or that changed: the next look tells.
            throw new SiteProblem(message);
        }
    }

    /**
     * Of ours, what failed in another try or was fetched ahead in vain makes room; the object itself comes with the
     * next call.
     *
     * @return false if there is nothing to clear
     */
    private boolean clear(ImageVisits.Visit visit, ObjectNode found, String sha512, Instant deadline) {
        var facts = ImageVisits.facts(found, deadline);
        var failed = facts.owner() == SiteImageFacts.Owner.GRANARY
                && facts.state() == SiteImageFacts.State.FAILED
                && !facts.action().equals(visit.order().name());
        var other = facts.isAheadOnly()
                && facts.state() == SiteImageFacts.State.IMPORTED
                && !facts.checksum().equalsIgnoreCase(sha512);
        if (!failed && !other) {
            return false;
        }
        send(deadline);
        delete(visit);
        throw new SiteProblem("the VirtualMachineImage of an earlier try is being deleted");
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
    public void cancel(Order order) {
        answered(() -> {
            var visit = visits.visit(order);
            var found = visit == null ? null : own(visit);
            if (visit != null && found != null) {
                var facts = ImageVisits.facts(found, timer.now());
                if (facts.state() == SiteImageFacts.State.DOWNLOADING
                        && facts.action().equals(order.name())) {
                    delete(visit);
                    cache.hurry(order);
                }
            }
            return order;
        });
    }

    /** What failed, or holds other bytes, nobody can use; another rollout that wants the image creates it anew. */
    @Override
    public String revert(Order order) {
        return answered(() -> removed(order));
    }

    @Override
    public String discard(Order order, List<RolloutTarget> wanted) {
        var target = order.content().image();
        var name = target == null ? null : target.name();
        var kept = wanted.stream()
                .map(RolloutTarget::image)
                .anyMatch(image -> image != null && Objects.equals(image.name(), name));
        return kept ? "the image stays, since a rollout wants it" : answered(() -> removed(order));
    }

    /** Harvester refuses to delete an image that is in use, and that is right. */
    private String removed(Order order) {
        var visit = visits.visit(order);
        var found = visit == null ? null : own(visit);
        if (visit == null || found == null) {
            return "the site has no image of this try";
        }
        var facts = ImageVisits.facts(found, timer.now());
        var ours = facts.action().equals(order.name())
                || (facts.isAheadOnly() && facts.ahead().equals(order.name()));
        if (!ours || facts.state() == SiteImageFacts.State.LEAVING) {
            return ours ? "the image is being deleted" : "the site has no image of this try";
        }
        var problem = visit.site().delete(visit.namespace(), visit.name());
        if (problem == null) {
            cache.hurry(order);
            return "the image was deleted";
        }
        return switch (problem.kind()) {
            case REJECTED, FORBIDDEN, ABSENT -> "the image stays: " + problem.message();
            case UNREACHABLE, UNAUTHENTICATED, THROTTLED, EXPIRED, NOT_SENT -> throw new SiteProblem(problem.message());
        };
    }

    private static @Nullable ObjectNode own(ImageVisits.Visit visit) {
        return visit.site().find(visit.namespace(), visit.name());
    }

    private static <T> T answered(Supplier<T> question) {
        try {
            return question.get();
        } catch (ApiProblem.Failure silent) {
            throw new SiteProblem(silent.problem().message());
        }
    }
}
