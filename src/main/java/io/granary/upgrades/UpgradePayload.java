// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutTarget.UpgradeTarget;
import io.granary.kube.ApiProblem;
import io.granary.kube.Written;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutPayload;
import io.granary.rollout.SightingCache;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.SiteObjects;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Traits;
import io.granary.upgrades.core.SiteState;
import io.granary.upgrades.core.SiteUpgrade;
import io.granary.upgrades.core.UpgradeCourse;
import io.granary.upgrades.core.UpgradePath;
import io.granary.upgrades.core.UpgradeSightings;
import io.granary.upgrades.core.UpgradeSightings.Found;
import io.granary.upgrades.core.UpgradeSightings.Try;
import io.granary.upgrades.core.UpgradeStep;
import io.granary.upgrades.core.UpgradeWords;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves a site to a Harvester version. The start writes one record down at the site, under the order's name: that is
 * the action. All else is done by the looks that follow it, one step each: schedules are suspended, the setting
 * upgrade-config is set, the Version and, hop by hop, the Upgrades are created and followed, and in the end everything
 * is put back. Whatever hub looks next goes on from what it finds.
 */
public final class UpgradePayload implements RolloutPayload {
    private static final Traits TRAITS =
            new Traits(Traits.Access.EXCLUSIVE, Traits.Interruption.NEVER, Traits.Staging.AHEAD);
    /** Steps that one look takes; each of them is a request or two. */
    private static final int STEPS = 8;

    private static final List<Sighting.Ahead> WORST_FIRST =
            List.of(Sighting.Ahead.FAILED, Sighting.Ahead.NO, Sighting.Ahead.RUNNING, Sighting.Ahead.DONE);

    private final PayloadSites sites;
    private final SiteObjects objects;
    private final PreflightDesk preflight;
    private final UpgradeWords.Dwell dwell;
    private final SightingTimer timer;
    private final SightingCache cache;

    /** @param news hears of each order whose sighting changed */
    UpgradePayload(
            PayloadSites sites,
            SiteObjects objects,
            PreflightDesk preflight,
            UpgradeWords.Dwell dwell,
            SightingTimer timer,
            SightingCache.Pace pace,
            Consumer<Order> news) {
        this.sites = sites;
        this.objects = objects;
        this.preflight = preflight;
        this.dwell = dwell;
        this.timer = timer;
        this.cache = new SightingCache(this::follow, pace, timer, news);
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
        var seen = follow(order);
        cache.keep(order, seen);
        return seen;
    }

    @Override
    public void start(Order order, Instant deadline) {
        answered(() -> {
            var visit = new UpgradeVisit(order, sites, objects);
            if (visit.recordMap() == null) {
                begin(visit, deadline);
            }
            cache.hurry(order);
            return order;
        });
    }

    private void begin(UpgradeVisit visit, Instant deadline) {
        var path = path(visit, visit.version());
        var hindrance = path.hindrance();
        if (hindrance != null || path.hops().isEmpty()) {
            throw new SiteProblem(hindrance == null ? "the site is there already" : hindrance);
        }
        var record = visit.fresh(path.hops(), timer.now());
        if (!timer.now().isBefore(deadline)) {
            throw new SiteProblem("it was too late to send");
        }
        var map = RecordMap.written(visit.order().name(), record);
        if (visit.of(SiteKinds.CONFIG_MAPS).create(map) instanceof Written.Refused<ObjectNode>(ApiProblem problem)) {
            throw new SiteProblem(problem.message());
        }
    }

    private UpgradePath path(UpgradeVisit visit, String version) {
        return UpgradePath.of(version, target(visit.order()), visit.knownVersions());
    }

    private static String target(Order order) {
        var upgrade = order.content().upgrade();
        return upgrade == null || upgrade.version() == null ? "" : upgrade.version();
    }

    /** A look that also takes the next steps of an action that is under way. */
    private Sighting follow(Order order) {
        return answered(() -> {
            var at = timer.now();
            var visit = new UpgradeVisit(order, sites, objects);
            var map = visit.recordMap();
            var site = new SiteState(visit.version(), visit.upgrades());
            var wanted = new Try(order.name(), order.revision(), order.attempt(), target(order));
            if (map == null) {
                var precheck = preflight.precheck(visit, site, at);
                var found = new Found(site, null, "", precheck, staged(visit, site), visit.lockOwner());
                return UpgradeSightings.of(wanted, found, at);
            }
            return go(visit, map, site, wanted);
        });
    }

    private Sighting go(UpgradeVisit visit, ObjectNode map, SiteState site, Try wanted) {
        var record = RecordMap.read(map);
        var state = visit.state(site, UpgradeCourse.needs(wanted.name(), record, site));
        var step = UpgradeCourse.next(wanted.name(), record, state, dwell, timer.now());
        for (int steps = 1; steps < STEPS && !(step instanceof UpgradeStep.Wait); steps++) {
            new UpgradeWriter(visit).take(step, map, record);
            map = visit.recordMap();
            if (map == null) {
                throw new SiteProblem("the record of the upgrade was deleted at the site");
            }
            record = RecordMap.read(map);
            var fresh = new SiteState(visit.version(), visit.upgrades());
            state = visit.state(fresh, UpgradeCourse.needs(wanted.name(), record, fresh));
            step = UpgradeCourse.next(wanted.name(), record, state, dwell, timer.now());
        }
        var words = step instanceof UpgradeStep.Wait(String text) ? text : "is at work";
        var found = new Found(state, record, words, Sighting.Precheck.FINE, Sighting.Staged.NO, visit.lockOwner());
        return UpgradeSightings.of(wanted, found, timer.now());
    }

    @Override
    public void stage(Order order, Ahead terms) {
        answered(() -> {
            var visit = new UpgradeVisit(order, sites, objects);
            var hops = path(visit, visit.version()).hops();
            if (!hops.isEmpty() && visit.recordMap() == null && timer.now().isBefore(terms.deadline())) {
                ahead(visit, hops).forEach(image -> image.fetch(terms.bytesPerSecond()));
            }
            cache.hurry(order);
            return order;
        });
    }

    /** How far the worst of them is. */
    private Sighting.Staged staged(UpgradeVisit visit, SiteState site) {
        return ahead(visit, path(visit, site.version()).hops()).stream()
                .map(AheadImage::staged)
                .min(Comparator.comparing(staged -> WORST_FIRST.indexOf(staged.ahead())))
                .orElse(Sighting.Staged.NO);
    }

    /** Of all hops whose ISO is known; without that of the first one, nothing is fetched ahead. */
    private static List<AheadImage> ahead(UpgradeVisit visit, List<String> hops) {
        return hops.stream()
                .map(hop -> new AheadImage(visit, hop))
                .filter(image -> image.isKnown() || image.isOf(hops.getFirst()))
                .toList();
    }

    @Override
    public void cancel(Order order) {
        // An upgrade that has begun is never interrupted; a person may delete it at the site.
    }

    @Override
    public String revert(Order order) {
        return "is left as it is, since Harvester does not go back";
    }

    @Override
    public String discard(Order order, List<RolloutTarget> wanted) {
        var versions = new TreeSet<>(versions(order.content().upgrade()));
        wanted.forEach(target -> versions.removeAll(versions(target.upgrade())));
        return answered(() -> {
            var visit = new UpgradeVisit(order, sites, objects);
            if (!visit.upgrades().stream().allMatch(SiteUpgrade::isOver)) {
                return "what was fetched ahead stays while an upgrade is under way at the site";
            }
            var gone = AheadImage.discard(visit, versions);
            return gone.isEmpty() ? "the site has no ISO of this try" : "deleted " + String.join(", ", gone);
        });
    }

    /** All that an upgrade may need the ISO of. */
    private static Set<String> versions(@Nullable UpgradeTarget target) {
        var versions = new TreeSet<String>();
        if (target != null) {
            target.via().forEach(hop -> versions.add(hop.version()));
            if (target.version() != null) {
                versions.add(target.version());
            }
        }
        return versions;
    }

    private static <T> T answered(Supplier<T> question) {
        try {
            return question.get();
        } catch (ApiProblem.Failure silent) {
            throw new SiteProblem(silent.problem().message());
        }
    }
}
