// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.kube.ApiProblem;
import io.granary.policies.core.SeenObject;
import io.granary.policies.core.WantedObject;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.WorkspaceView;
import io.granary.rollout.core.SiteUid;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What sites have of the objects of policies, looked at one by one: at once where the policy is new, then once a
 * minute, more seldom the more sites there are. Asking never waits.
 */
final class ObjectLooks {
    private static final Logger LOG = Logger.getLogger(ObjectLooks.class);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration FAILED = Duration.ofSeconds(15);
    /** Sites that are looked at in a second, where there are many. */
    private static final int PER_SECOND = 10;

    private static final int AT_ONCE = 16;

    private final WorkspaceView sites;
    private final ObjectWriter writer;
    private final SightingTimer timer;
    private final Runnable news;
    private final Map<Place, Spot> spots = new ConcurrentHashMap<>();
    private final Semaphore slots = new Semaphore(AT_ONCE);

    private record Place(PolicyKey policy, SiteUid site) {}

    /** @param seen null before the first look at these objects */
    private record Spot(List<WantedObject> wanted, @Nullable Map<String, SeenObject> seen, Instant due) {}

    /** @param news that something is different now */
    ObjectLooks(WorkspaceView sites, ObjectWriter writer, SightingTimer timer, Runnable news) {
        this.sites = sites;
        this.writer = writer;
        this.timer = timer;
        this.news = news;
    }

    /** By what they are; null before they were looked at. The same content is the same map. */
    @Nullable
    Map<String, SeenObject> of(PolicyKey policy, SiteUid site, List<WantedObject> wanted) {
        var place = new Place(policy, site);
        if (wanted.isEmpty()) {
            spots.remove(place);
            return Map.of();
        }
        var now = timer.now();
        var found = spots.get(place);
        var known = found != null && found.wanted().equals(wanted) ? found : null;
        if (known == null) {
            spots.put(place, new Spot(wanted, null, now.plus(pause())));
            timer.run(() -> look(place, wanted));
            return null;
        }
        if (!now.isBefore(known.due())) {
            spots.put(place, new Spot(wanted, known.seen(), now.plus(pause())));
            timer.run(() -> look(place, wanted));
        }
        return known.seen();
    }

    private Duration pause() {
        var fair = Duration.ofSeconds(spots.size() / PER_SECOND);
        return fair.compareTo(IDLE) > 0 ? fair : IDLE;
    }

    /** Something was written: looks again. */
    void hurry(PolicyKey policy, SiteUid site) {
        var place = new Place(policy, site);
        var known = spots.get(place);
        if (known != null) {
            look(place, known.wanted());
        }
    }

    private void look(Place place, List<WantedObject> wanted) {
        try {
            slots.acquire();
            try {
                keep(place, wanted);
            } finally {
                slots.release();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep(Place place, List<WantedObject> wanted) {
        var link = sites.link(place.site());
        if (link == null) {
            return;
        }
        try {
            var seen = new HashMap<String, SeenObject>();
            for (var object : wanted) {
                seen.put(object.what(), writer.look(link.door(), place.policy().name(), object));
            }
            var before = spots.get(place);
            if (before == null || !before.wanted().equals(wanted) || seen.equals(before.seen())) {
                return;
            }
            spots.put(place, new Spot(wanted, Map.copyOf(seen), before.due()));
            news.run();
        } catch (ApiProblem.Failure silent) {
            LOG.debugf("The objects of site %s were not read: %s", link.name(), silent.getMessage());
            spots.computeIfPresent(
                    place,
                    (key, spot) ->
                            new Spot(spot.wanted(), spot.seen(), timer.now().plus(FAILED)));
        }
    }

    /** Forgets a policy. */
    void forget(PolicyKey policy) {
        spots.keySet().removeIf(place -> place.policy().equals(policy));
    }
}
