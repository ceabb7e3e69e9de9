// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import io.granary.kube.Purpose;
import io.granary.rollout.core.Decision;
import io.granary.rollout.core.Observed;
import io.granary.rollout.core.Rivalry;
import io.granary.rollout.core.RolloutPlan;
import io.granary.rollout.core.RolloutPlanner;
import io.granary.rollout.core.RolloutStatuses;
import io.granary.rollout.core.Rules;
import io.granary.rollout.core.RulesReader;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Moves one rollout on, on one thread, pass by pass: observe, plan, write down, act, report. Nothing in memory is
 * needed: a process that ends between any two lines leaves what the next one continues from. Order is safety: facts
 * first, then latches (and nothing else in that pass), then admissions into the shards, which count only once the
 * Rollout itself is written by compare-and-set, so that a pause, an abort or another leader wins against every
 * admission (S5); only then is a site touched.
 */
public final class RolloutLoop {
    private static final Duration COALESCE = Duration.ofSeconds(2);
    private static final int FACTS_AT_ONCE = 6;
    private static final Duration GOING_AGAIN = Duration.ofSeconds(20);

    private final RolloutKey key;
    private final RolloutStore store;
    private final RolloutPayload payload;
    private final Surroundings around;
    private final Starter starter;
    private final Shards shards;
    private final Revisions revisions;
    private final Errands errands;
    private final Clearance clearance;
    private long loadedEpoch = -1;
    private long loadedSerial = -1;
    private String loadedUid = "";
    private Instant flushed = Instant.EPOCH;
    private Instant admitted = Instant.EPOCH;
    private volatile @Nullable Pass last;

    public RolloutLoop(
            RolloutKey key, RolloutStore store, SiteLedger ledger, RolloutPayload payload, Surroundings around) {
        this.key = key;
        this.store = store;
        this.payload = payload;
        this.around = around;
        this.starter = new Starter(key, store, ledger, payload, around);
        this.shards = new Shards(store, key);
        this.revisions = new Revisions(store, key);
        this.errands = new Errands(revisions);
        this.clearance = new Clearance(payload, around, starter, revisions, shards);
    }

    /** What the last pass decided; null before the first. */
    public @Nullable RolloutPlan lastPlan() {
        var known = last;
        return known == null ? null : known.plan();
    }

    /** The last pass, for explanations; null before the first, and while another hub leads. */
    public @Nullable Pass lastPass() {
        return last;
    }

    /**
     * One pass.
     *
     * @return when the next one is due
     * @throws RolloutStore.StoreProblem after which the next pass reads everything anew
     */
    public Instant pass() {
        var now = around.now().truncatedTo(ChronoUnit.SECONDS);
        var lease = around.lease(key);
        var hub = lease == null ? null : store.read(key);
        if (lease == null || hub == null) {
            loadedEpoch = -1;
            last = null;
            return now.plusSeconds(5);
        }
        try {
            return led(hub, lease, now);
        } catch (RolloutStore.StoreProblem problem) {
            loadedEpoch = -1;
            throw problem;
        }
    }

    private Instant led(HubRollout read, Surroundings.Lease lease, Instant now) {
        var sites = around.sites(key.namespace());
        var hub = revisions.current(read, lease.epoch(), Shards.count(sites.size()), now);
        var journal = hub == null ? null : Revisions.journal(hub);
        if (hub == null || journal == null) {
            loadedEpoch = -1;
            if (hub != null) {
                store.letGo(hub);
            }
            return now.plusSeconds(5);
        }
        var revision = journal.revision();
        shards.call(sites);
        load(hub, lease, journal);
        var kind = revision.undoOf() == null ? RulesReader.Kind.FORWARD : RulesReader.Kind.UNDO;
        Rules rules;
        try {
            rules = RulesReader.read(hub.uid(), hub.spec(), payload.traits(), kind);
        } catch (IllegalArgumentException unreadable) {
            last = null;
            return revisions.refuse(hub, String.valueOf(unreadable.getMessage()), now);
        }
        var pass = planned(hub, journal, rules, sites, now);
        last = pass;
        pass.plan().entries().forEach(shards::put);
        var status = RolloutStatuses.of(rules, pass.plan(), sites, hub.status(), hub.generation(), now);
        if (!pass.plan().journal().equals(journal)) {
            shards.flush(lease.epoch());
            store.writeStatus(hub, status);
            return now;
        }
        return Purpose.within(Revisions.purpose(key, revision), () -> act(pass, lease, status));
    }

    private Pass planned(HubRollout hub, Journal journal, Rules rules, List<SiteView> sites, Instant now) {
        var observed = observe(hub, journal, rules, sites);
        var plan = RolloutPlanner.plan(rules, observed, now);
        var again = admitted.plus(Pacing.admissions(sites.size()));
        return new Pass(hub, rules, observed, now.isBefore(again) ? plan.postponed(again) : plan, now);
    }

    /** What is being deleted gets no new shards: its namespace may be going, too. */
    private void load(HubRollout hub, Surroundings.Lease lease, Journal journal) {
        var revision = journal.revision();
        var count = hub.life() == HubRollout.Life.GOING ? 0 : revision.shards();
        if (loadedEpoch != lease.epoch() || loadedSerial != journal.serial() || !loadedUid.equals(hub.uid())) {
            shards.takeOver(lease.epoch(), journal.serial(), revision.number(), count);
            if (hub.life() == HubRollout.Life.GOING && loadedUid.equals(hub.uid())) {
                shards.keepCollected();
            } else {
                shards.forgetBefore();
            }
            loadedEpoch = lease.epoch();
            loadedSerial = journal.serial();
            loadedUid = hub.uid();
        }
        shards.open(lease.epoch(), revision.number(), count);
    }

    /** Writes down what begins, ends what is to end at sites, begins there, clears up, and reports. */
    private Instant act(Pass pass, Surroundings.Lease lease, RolloutStatus status) {
        var hub = pass.hub();
        var plan = pass.plan();
        var latest = admit(hub, lease, plan, status);
        tidy(hub, lease, plan, pass.observed());
        var starts = errands.starts(hub, plan);
        starts.forEach(order -> starter.start(hub, lease, pass.rules(), order));
        starter.fetch(latest, lease, pass.rules(), errands.fetches(hub, plan, pass.observed()));
        var cleared = clearance.clear(hub, lease, pass);
        var waits = Departure.waitsFor(pass.rules(), pass.observed(), plan, pass.at());
        waits.addAll(cleared.waits());
        var due = hub.life() == HubRollout.Life.GOING
                ? leave(pass, latest, lease, status, waits)
                : stay(pass, latest, lease, status, waits);
        var next = starts.isEmpty() ? plan.wakeUpAt() : pass.at().plusSeconds(1);
        return earliest(due, next, cleared.next());
    }

    private Instant stay(
            Pass pass, HubRollout latest, Surroundings.Lease lease, RolloutStatus status, Set<String> waits) {
        var over = latest.life() == HubRollout.Life.BOUND && waits.isEmpty() && Departure.isOver(status);
        return report(over ? store.letGo(latest) : latest, lease, pass.plan(), status, pass.at());
    }

    /** A rollout that is being deleted goes when it has nothing more to wait for. */
    private Instant leave(
            Pass pass, HubRollout latest, Surroundings.Lease lease, RolloutStatus status, TreeSet<String> waits) {
        if (waits.isEmpty()) {
            store.letGo(latest);
            return pass.at().plusSeconds(5);
        }
        report(latest, lease, pass.plan(), Departure.told(status, waits), pass.at());
        // A lock that was given back is seen to be gone by looking again.
        return pass.at().plus(GOING_AGAIN);
    }

    private static Instant earliest(Instant... times) {
        return Stream.of(times).min(Comparator.naturalOrder()).orElse(Instant.MAX);
    }

    /** What is given back or stopped at sites; what begins there comes last. */
    private void tidy(HubRollout hub, Surroundings.Lease lease, RolloutPlan plan, Observed observed) {
        for (var decision : plan.decisions()) {
            switch (decision) {
                case Decision.Admit admit -> {}
                case Decision.Follow follow -> {}
                case Decision.Stage stage -> {}
                case Decision.Release release -> release(hub, lease, release);
                case Decision.Cancel cancel -> starter.cancel(revisions.order(hub, cancel.site(), cancel.entry()));
                case Decision.Hold hold -> unlock(hub, lease, hold.site(), observed);
                case Decision.Done done -> unlock(hub, lease, done.site(), observed);
            }
        }
    }

    /**
     * Facts can be observed again, so they are written together, at most every two seconds, and of a large fleet a few
     * shards at a time.
     *
     * @return when there is more to write, {@link Instant#MAX} if all is written
     */
    private Instant report(
            HubRollout latest, Surroundings.Lease lease, RolloutPlan plan, RolloutStatus status, Instant now) {
        var news = !status.equals(latest.status()) && plan.admissions().isEmpty();
        if (now.isBefore(flushed.plus(COALESCE))) {
            return news || shards.isDirty() ? flushed.plus(COALESCE) : Instant.MAX;
        }
        shards.flush(lease.epoch(), FACTS_AT_ONCE);
        flushed = now;
        if (latest.life() != HubRollout.Life.GOING) {
            var revision = plan.journal().revision().number();
            shards.prune(revision);
            revisions.prune(revision, shards.oldestInFlight(revision));
        }
        if (news) {
            store.writeStatus(latest, status);
        }
        return shards.isDirty() ? flushed.plus(COALESCE) : Instant.MAX;
    }

    /**
     * Writes down what begins before it does. Admissions count from the moment the Rollout carries their serial; who
     * fetches ahead holds no slot, and its shard is enough.
     */
    private HubRollout admit(HubRollout hub, Surroundings.Lease lease, RolloutPlan plan, RolloutStatus status) {
        plan.fetches().forEach(shards::put);
        if (plan.begins()) {
            admitted = around.now();
        }
        if (plan.admissions().isEmpty()) {
            if (!plan.fetches().isEmpty()) {
                shards.flush(lease.epoch());
            }
            return hub;
        }
        return admitted(hub, lease, plan, status);
    }

    private HubRollout admitted(HubRollout hub, Surroundings.Lease lease, RolloutPlan plan, RolloutStatus status) {
        var bound = hub.life() == HubRollout.Life.FREE ? store.bind(hub) : hub;
        var serial = loadedSerial + 1;
        plan.admissions().forEach(entry -> shards.put(entry.stamped(lease.epoch(), serial)));
        // All that changed: a slot is free in the store before another takes it there.
        shards.flush(lease.epoch());
        var written = store.writeStatus(bound, RolloutStatuses.confirmed(status, serial));
        loadedSerial = serial;
        return written;
    }

    private void release(HubRollout hub, Surroundings.Lease lease, Decision.Release release) {
        var entry = release.entry();
        var order = revisions.order(hub, release.site(), entry.revision(), entry.attempt() + 1);
        if (starter.withdraw(hub, lease, order)) {
            shards.put(entry);
        }
    }

    private void unlock(HubRollout hub, Surroundings.Lease lease, SiteView site, Observed observed) {
        var seen = observed.sightings().get(site.uid());
        if (seen != null && hub.uid().equals(seen.lockOwner()) && site.contact().reachable()) {
            var action = seen.action();
            if (action == null || action.state() != Sighting.State.RUNNING) {
                starter.unlock(hub, lease, site.uid());
            }
        }
    }

    private Observed observe(HubRollout hub, Journal journal, Rules rules, List<SiteView> sites) {
        var number = journal.revision().number();
        var entries = shards.of(number);
        var older = shards.inFlightBefore(number);
        Map<SiteUid, Sighting> sightings = HashMap.newHashMap(sites.size());
        for (var site : sites) {
            if (site.contact().reachable()) {
                var entry = older.getOrDefault(site.uid(), entries.get(site.uid()));
                var order = entry == null
                        ? revisions.order(hub, site, number, 1)
                        : entry.phase().isWaiting()
                                ? revisions.order(hub, site, entry.revision(), entry.attempt() + 1)
                                : revisions.order(hub, site, entry);
                sightings.put(site.uid(), payload.observe(order));
            }
        }
        var rivals = rules.exclusive()
                ? around.rivals(key, Rivalry.Claim.asking(key.name(), rules, journal))
                : Map.<SiteUid, String>of();
        return new Observed(journal, sites, entries, older, sightings, store.words(key), rivals, shards.newest());
    }
}
