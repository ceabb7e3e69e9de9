// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.rollout.core.Leftover;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Clears what a rollout should not leave at sites, a few at each pass, and writes down what became of it. It is an
 * errand of its own: it takes no slot, makes nobody wait, and what is forgotten in a crash is done again.
 */
final class Clearance {
    private static final int AT_ONCE = 20;
    private static final int MOST_TRIES = 5;
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final RolloutPayload payload;
    private final Surroundings around;
    private final Starter starter;
    private final Revisions revisions;
    private final Shards shards;
    private final Map<SiteUid, Silence> silent = new HashMap<>();

    /** A site that gave no answer. */
    private record Silence(int tries, Instant again) {}

    /**
     * What is left to clear.
     *
     * @param next when; {@link Instant#MAX} if nothing is left
     * @param waits names of sites that a deletion waits for
     */
    record Rest(Instant next, TreeSet<String> waits) {}

    Clearance(RolloutPayload payload, Surroundings around, Starter starter, Revisions revisions, Shards shards) {
        this.payload = payload;
        this.around = around;
        this.starter = starter;
        this.revisions = revisions;
        this.shards = shards;
    }

    Rest clear(HubRollout hub, Surroundings.Lease lease, Pass pass) {
        var left = leftovers(hub, pass);
        var rest = new Rest(Instant.MAX, new TreeSet<>());
        if (left.isEmpty()) {
            silent.clear();
            return rest;
        }
        var now = pass.at();
        var turn = left.stream()
                .filter(each -> !now.isBefore(again(each.site())))
                .limit(AT_ONCE)
                .toList();
        var ready = !turn.isEmpty() && starter.mayClear(hub, lease);
        var open = new ArrayList<>(left);
        for (var leftover : ready ? turn : List.<Leftover>of()) {
            if (around.now().isBefore(lease.sendUntil()) && clear(hub, leftover, now)) {
                open.remove(leftover);
            }
        }
        return rest(hub, open, now);
    }

    private List<Leftover> leftovers(HubRollout hub, Pass pass) {
        var going = hub.life() == HubRollout.Life.GOING;
        var before = shards.before(pass.plan().journal().revision().number());
        return Leftover.of(
                pass.rules(),
                pass.observed(),
                pass.plan(),
                before,
                going ? Leftover.Course.ENDS : Leftover.Course.GOES_ON);
    }

    private boolean clear(HubRollout hub, Leftover leftover, Instant now) {
        var site = leftover.site();
        var order = revisions.order(hub, site, leftover.entry().revision(), leftover.attempt());
        try {
            var sentence =
                    leftover.kind() == Leftover.Kind.FAILED ? payload.revert(order) : discard(hub, leftover, order);
            shards.put(leftover.cleared(sentence, now));
            silent.remove(site.uid());
            return true;
        } catch (SiteLedger.SiteProblem unknown) {
            silent.merge(
                    site.uid(),
                    new Silence(1, now.plus(AGAIN)),
                    (old, one) -> new Silence(old.tries() + 1, one.again()));
            return false;
        }
    }

    /** What an earlier revision left may be what the present one brings, to this site if not to others. */
    private String discard(HubRollout hub, Leftover leftover, RolloutPayload.Order order) {
        var present = Revisions.journal(hub);
        var earlier = present != null && present.revision().number() != order.revision();
        return earlier
                        && order.content()
                                .equals(Content.at(hub.spec(), leftover.site().labels()))
                ? "it stays, since the present revision brings the same"
                : payload.discard(order, wanted(hub, leftover));
    }

    /** What the site has of its present revision is kept, but for what was fetched ahead of a rollout that ends. */
    private List<RolloutTarget> wanted(HubRollout hub, Leftover leftover) {
        var labels = leftover.site().labels();
        var wanted = new ArrayList<RolloutTarget>();
        if (hub.life() != HubRollout.Life.GOING) {
            wanted.add(Content.at(hub.spec(), labels));
        }
        around.others(hub.key()).forEach(other -> wanted.add(Content.at(other, labels)));
        return wanted;
    }

    private Rest rest(HubRollout hub, List<Leftover> left, Instant now) {
        var next = Instant.MAX;
        var waits = new TreeSet<String>();
        for (var leftover : left) {
            var known = silent.get(leftover.site().uid());
            var due = known == null ? now.plusSeconds(1) : known.again();
            next = due.isBefore(next) ? due : next;
            if (hub.life() == HubRollout.Life.GOING && (known == null || known.tries() < MOST_TRIES)) {
                waits.add(leftover.site().name());
            }
        }
        return new Rest(next, waits);
    }

    private Instant again(SiteView site) {
        var known = silent.get(site.uid());
        return known == null ? Instant.EPOCH : known.again();
    }
}
