// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.core.RolloutPlanner;
import io.granary.rollout.core.Rules;
import io.granary.rollout.core.SiteUid;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Touches sites. Looks at everything once more right before: the rollout, the lease, the window, the ledger. An error
 * is never the site's fault: the admission stays, and the next pass drives it again under the same name.
 */
final class Starter {
    private final RolloutKey key;
    private final RolloutStore store;
    private final SiteLedger ledger;
    private final RolloutPayload payload;
    private final Surroundings around;

    Starter(RolloutKey key, RolloutStore store, SiteLedger ledger, RolloutPayload payload, Surroundings around) {
        this.key = key;
        this.store = store;
        this.ledger = ledger;
        this.payload = payload;
        this.around = around;
    }

    void start(HubRollout hub, Surroundings.Lease lease, Rules rules, Order order) {
        try {
            if (!mayStart(hub, lease, rules, order)) {
                return;
            }
            var page = ledger.read(order.site().uid(), hub.uid());
            var taken = rules.exclusive() && page.lock() != null && !hub.uid().equals(page.lock());
            if (page.epoch() > lease.epoch() || taken) {
                return;
            }
            var intent = new SiteLedger.Intent(order.revision(), order.attempt());
            var lock = rules.exclusive() ? hub.uid() : page.lock();
            var next = new SiteLedger.Page(page.version(), hub.uid(), lease.epoch(), intent, lock);
            if (!next.equals(page)) {
                ledger.write(order.site().uid(), next);
            }
            if (RolloutPlanner.mayStart(rules, order.site(), around.now())
                    && around.now().isBefore(lease.sendUntil())) {
                payload.start(order, lease.sendUntil());
            }
        } catch (SiteLedger.SiteProblem unknown) {
            // Whether it happened is seen by name; the admission stays until then or until it is released.
            return;
        }
    }

    /** Has sites fetch ahead, unless somebody stopped the rollout, or took it over, since the pass began. */
    void fetch(HubRollout hub, Surroundings.Lease lease, Rules rules, List<Order> orders) {
        if (orders.isEmpty() || !goesOn(hub, lease)) {
            return;
        }
        for (var order : orders) {
            if (!around.now().isBefore(lease.sendUntil())) {
                return;
            }
            try {
                payload.stage(
                        order,
                        new RolloutPayload.Ahead(
                                lease.sendUntil(), rules.ahead().bytesPerSecond()));
            } catch (SiteLedger.SiteProblem unknown) {
                // Asked again at the next pass, until it is seen.
                continue;
            }
        }
    }

    private boolean mayStart(HubRollout hub, Surroundings.Lease lease, Rules rules, Order order) {
        var journal = Revisions.journal(hub);
        return goesOn(hub, lease)
                && journal != null
                && journal.revision().number() == order.revision()
                && RolloutPlanner.mayStart(rules, order.site(), around.now());
    }

    /** Whether the rollout, read anew, is still the one that was planned for, and nobody stopped it. */
    private boolean goesOn(HubRollout hub, Surroundings.Lease lease) {
        var fresh = same(hub, lease);
        var journal = fresh == null ? null : Revisions.journal(fresh);
        var control = fresh == null ? null : fresh.spec().control();
        var stopped =
                control != null && (Boolean.TRUE.equals(control.paused()) || Boolean.TRUE.equals(control.aborted()));
        return journal != null && !stopped && journal.pause() == null;
    }

    /** The rollout as it is now, if it is still that of the plan: ours, and of the same content. */
    private @Nullable HubRollout same(HubRollout hub, Surroundings.Lease lease) {
        var fresh = store.read(key);
        var journal = fresh == null ? null : Revisions.journal(fresh);
        var known = Revisions.journal(hub);
        return fresh != null
                        && journal != null
                        && known != null
                        && fresh.uid().equals(hub.uid())
                        && journal.epoch() == lease.epoch()
                        && Objects.equals(fresh.spec().target(), hub.spec().target())
                        && journal.revision().number() == known.revision().number()
                ? fresh
                : null;
    }

    /** Whether what is left at sites may still be cleared: nobody paused it, and no other hub or content came since. */
    boolean mayClear(HubRollout hub, Surroundings.Lease lease) {
        var fresh = same(hub, lease);
        var control = fresh == null ? null : fresh.spec().control();
        var paused = control != null && Boolean.TRUE.equals(control.paused());
        return fresh != null && (!paused || fresh.life() == HubRollout.Life.GOING);
    }

    /** Fences the site, then asks it: true if nothing started under that name and, of ours, nothing will. */
    boolean withdraw(HubRollout hub, Surroundings.Lease lease, Order order) {
        try {
            var page = ledger.read(order.site().uid(), hub.uid());
            if (page.epoch() > lease.epoch() || !around.now().isBefore(lease.sendUntil())) {
                return false;
            }
            var lock = hub.uid().equals(page.lock()) ? null : page.lock();
            ledger.write(order.site().uid(), new SiteLedger.Page(page.version(), hub.uid(), lease.epoch(), null, lock));
            return payload.look(order).action() == null;
        } catch (SiteLedger.SiteProblem unknown) {
            return false;
        }
    }

    void cancel(Order order) {
        try {
            payload.cancel(order);
        } catch (SiteLedger.SiteProblem unknown) {
            // Asked again at the next pass, while the action is still seen.
            return;
        }
    }

    void unlock(HubRollout hub, Surroundings.Lease lease, SiteUid site) {
        try {
            var page = ledger.read(site, hub.uid());
            if (page.epoch() <= lease.epoch() && hub.uid().equals(page.lock())) {
                ledger.write(site, new SiteLedger.Page(page.version(), hub.uid(), lease.epoch(), null, null));
            }
        } catch (SiteLedger.SiteProblem unknown) {
            // The lock is seen again at the next pass.
            return;
        }
    }
}
