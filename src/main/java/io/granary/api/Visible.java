// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.granary.access.SiteAccess;
import io.granary.access.core.Reach;
import io.granary.access.core.Verb;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiRoute;
import io.granary.api.core.Identity;
import io.granary.api.core.Selection;
import io.granary.api.core.StatusProblem;
import io.granary.inventory.core.Sight;
import io.granary.kernel.SiteId;
import java.util.List;
import java.util.Set;

/**
 * Whose rows somebody sees, whatever way he asks: those of the sites that his roles and bindings open to him. What is
 * worked out for a user holds until a role or binding changes, so that thousands of watches cost one answer.
 */
final class Visible {
    private static final Sight NOTHING = Selection.only(Set.of());

    private final SiteAccess access;
    private final Cache<Who, Known> known =
            Caffeine.newBuilder().maximumSize(10_000).build();

    Visible(SiteAccess access) {
        this.access = access;
    }

    private record Who(String user, List<String> groups, Verb verb) {}

    private record Known(long revision, Sight sight) {}

    /**
     * The rows of a collection that one caller may list or watch.
     *
     * @throws StatusProblem 503 as long as it cannot be told
     */
    Sight sight(ApiRoute.Collection route, Identity identity, Verb verb) {
        var all = all(identity, verb);
        if (!route.resource().equals(ApiKinds.FLEET_VMS) || route.namespace().isEmpty()) {
            return all;
        }
        return switch (all) {
            case Sight.Everything() -> Selection.only(Set.of(route.namespace()));
            case Sight.Only(var sites, var ignored) ->
                Selection.canBeSite(route.namespace()) && sites.contains(new SiteId(route.namespace()))
                        ? Selection.only(Set.of(route.namespace()))
                        : NOTHING;
        };
    }

    /**
     * The rows of all sites that somebody may get, list or watch.
     *
     * @throws StatusProblem 503 as long as it cannot be told
     */
    Sight all(Identity identity, Verb verb) {
        if (identity.isMaster()) {
            return Sight.ALL;
        }
        try {
            return remembered(new Who(identity.name(), identity.groups(), verb));
        } catch (SiteAccess.Unknown notNow) {
            throw StatusProblem.unavailable("it cannot be told what you may see: " + notNow.getMessage());
        }
    }

    /** Raised by every change that may change what somebody sees; the same as long as that cannot be told. */
    long revision() {
        try {
            return access.revision();
        } catch (SiteAccess.Unknown notNow) {
            return -1;
        }
    }

    private Sight remembered(Who who) {
        var revision = access.revision();
        var before = known.getIfPresent(who);
        if (before != null && before.revision() == revision) {
            return before.sight();
        }
        var fresh = sight(access.reach(who.user(), who.groups(), who.verb()));
        // Equal sights share a row mask, which is found by the very value.
        var kept = before != null && before.sight().equals(fresh) ? before.sight() : fresh;
        known.put(who, new Known(revision, kept));
        return kept;
    }

    private static Sight sight(Reach reach) {
        return switch (reach) {
            case Reach.Everywhere() -> Sight.ALL;
            case Reach.Some(var sites) -> sites.isEmpty() ? NOTHING : Selection.only(sites);
        };
    }
}
