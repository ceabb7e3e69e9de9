// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiRoute;
import io.granary.api.core.Attributes;
import io.granary.api.core.Identity;
import io.granary.api.core.Selection;
import io.granary.api.core.StatusProblem;
import io.granary.inventory.core.Inventory;
import io.granary.inventory.core.Sight;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;

/**
 * Whose rows somebody sees: all sites' if he may list the big kind everywhere, else those of the sites where he may.
 * Asked site by site, sixteen at a time, and remembered for seconds by {@link Reviews}; finer masks than whole sites
 * come from Rancher's bindings, and will replace this.
 */
final class Visible {
    private static final int AT_ONCE = 16;

    private final Inventory inventory;
    private final Reviews reviews;

    Visible(Inventory inventory, Reviews reviews) {
        this.inventory = inventory;
        this.reviews = reviews;
    }

    /** The rows of a collection that one caller sees. Blocks a virtual thread. */
    Sight sight(ApiRoute.Collection route, Identity identity) {
        if (route.resource().equals(ApiKinds.FLEET_VMS)) {
            return route.namespace().isEmpty() ? Sight.ALL : Selection.only(Set.of(route.namespace()));
        }
        return mine(identity);
    }

    /** The rows of all sites that somebody may list. */
    Sight mine(Identity identity) {
        if (may(identity, "")) {
            return Sight.ALL;
        }
        var allowed = new ConcurrentSkipListSet<String>();
        var slots = new Semaphore(AT_ONCE);
        var open = inventory.view().sites().stream()
                .map(site -> ask(identity, site.id().value(), slots, allowed))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(open).join();
        return Selection.only(allowed);
    }

    private CompletableFuture<Void> ask(Identity identity, String site, Semaphore slots, Set<String> allowed) {
        try {
            slots.acquire();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw StatusProblem.unavailable("the hub stops");
        }
        return reviews.allowed(identity, Attributes.listSite(site))
                .toCompletableFuture()
                .thenAccept(may -> {
                    if (may) {
                        allowed.add(site);
                    }
                })
                .whenComplete((done, failure) -> slots.release());
    }

    private boolean may(Identity identity, String site) {
        return reviews.allowed(identity, Attributes.listSite(site))
                .toCompletableFuture()
                .join();
    }
}
