// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.core.Decision;
import io.granary.rollout.core.Observed;
import io.granary.rollout.core.Phase;
import io.granary.rollout.core.RolloutPlan;
import io.granary.rollout.core.Sighting;
import java.util.ArrayList;
import java.util.List;

/** What a plan has to begin at sites, in the order of its decisions. */
final class Errands {
    private final Revisions revisions;

    Errands(Revisions revisions) {
        this.revisions = revisions;
    }

    /** Admissions, and those of earlier passes of which nothing was seen yet. */
    List<Order> starts(HubRollout hub, RolloutPlan plan) {
        var orders = new ArrayList<Order>();
        for (var decision : plan.decisions()) {
            var entry = switch (decision) {
                case Decision.Admit admit -> admit.entry();
                case Decision.Follow follow when follow.site().contact().reachable() -> follow.entry();
                case Decision other -> null;
            };
            if (entry != null && entry.phase() == Phase.ADMITTED) {
                orders.add(revisions.order(hub, decision.site(), entry));
            }
        }
        return orders;
    }

    /** What is to be fetched ahead and was not seen to be under way. */
    List<Order> fetches(HubRollout hub, RolloutPlan plan, Observed observed) {
        var orders = new ArrayList<Order>();
        for (var decision : plan.decisions()) {
            var seen = observed.sightings().get(decision.site().uid());
            if (decision instanceof Decision.Stage stage
                    && seen != null
                    && seen.staged().ahead() != Sighting.Ahead.RUNNING) {
                var entry = stage.entry();
                orders.add(revisions.order(hub, stage.site(), entry.revision(), entry.attempt() + 1));
            }
        }
        return orders;
    }
}
