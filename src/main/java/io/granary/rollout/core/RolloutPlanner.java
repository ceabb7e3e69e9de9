// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import io.granary.crd.v1alpha1.RolloutStatus.RevisionInfo;
import io.granary.rollout.core.Census.Deferral;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of every site, from what is known now and nothing else.
 *
 * <p>The pass: (1) select sites and give each a wave, frozen at its first admission; (2) let the facts move every entry
 * (E3); (3) count; (4) check the trip wire, open and pass waves (E4), which proposes latches; (5) release admissions of
 * which nothing may start any more; (6) sort the waiting sites that no gate holds: catch-up first, then the window that
 * closes soonest, then by stable hash; (7) give them slots while every budget allows. A pass that proposes a latch
 * admits nothing: the latch is written down first.
 *
 * <p>Guarantees, each a property under test: no budget is exceeded, counting what is unreachable or of an older
 * revision; an offline site that never started holds nothing; nothing of wave k+1 is admitted before wave k is passed;
 * nothing is admitted after a trip, a pause or an abort, nor outside the site's window; every held site has one reason;
 * the same input gives the same output, whatever the order of sites; what cannot be computed holds.
 */
public final class RolloutPlanner {
    private final Rules rules;
    private final Observed observed;
    private final Instant now;
    private final Latches latches;
    private final TripWire trip;
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Entry> changed = new ArrayList<>();
    private final List<Entry> admissions = new ArrayList<>();
    private final Map<String, Census> waves = new HashMap<>();
    private final Census all = new Census();
    private final List<Standing> standings = new ArrayList<>();

    private RolloutPlanner(Rules rules, Observed observed, Instant now) {
        this.rules = rules;
        this.observed = observed;
        this.now = now;
        this.latches = new Latches(observed.journal());
        this.trip = new TripWire(rules, latches, now);
    }

    /** A pass in O(sites), or O(n log n) in the few that compete for slots. */
    public static RolloutPlan plan(Rules rules, Observed observed, Instant now) {
        return new RolloutPlanner(rules, observed, now).run();
    }

    /** Whether a start at this very moment is within the window; the last look before the request (R8). */
    public static boolean mayStart(Rules rules, SiteView site, Instant now) {
        var empty = new Observed(
                new Journal(0, 0, NONE, null, null, List.of(), List.of()),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                Map.of(),
                now);
        return new Admission(rules, empty, Map.of(), now).window(site) == null;
    }

    private static final RevisionInfo NONE = new RevisionInfo(0, "", Instant.EPOCH.toString(), null, null, 0);

    private record Standing(
            SiteView site, Entry entry, @Nullable Sighting seen, boolean old) {}

    /** @param place in the decisions, which are in the order of sites: sorting them anew costs more than all else */
    private record Candidate(int place, SiteView site, Entry entry, Entry.Lane lane, Instant closes, long lot) {}

    private RolloutPlan run() {
        survey();
        var gates = new WaveGates(rules, latches, observed.words(), now);
        trip.check(all, waves, observed.words(), gates);
        var states = latches.pause() == null ? gates.states(waves) : gates.frozen();
        var byName = new HashMap<String, WaveState>();
        states.forEach(state -> byName.put(state.wave(), state));
        var admission = new Admission(rules, observed, byName, now);
        var candidates = new ArrayList<Candidate>();
        var lane = new StagingLane(rules, admission, now);
        standings.forEach(standing -> settle(standing, admission, byName, candidates, lane));
        var slots = grant(candidates);
        var fetches = lane.fill(decisions, slots, !latches.journal().equals(observed.journal()));
        decisions.sort(Comparator.comparing(decision -> decision.site().uid()));
        changed.sort(Comparator.comparing(Entry::site));
        var counts = new TreeMap<String, RolloutPlan.Counts>();
        waves.forEach((wave, count) -> counts.put(wave, RolloutPlan.Counts.of(count)));
        counts.put("", RolloutPlan.Counts.of(all));
        return new RolloutPlan(
                decisions, changed, admissions, fetches, latches.journal(), states, counts, wakeUp(states, lane));
    }

    private void survey() {
        var sites = new Sites(rules, observed.sites());
        var classifier = new Classifier(rules, latches, observed.sites(), now);
        var calendars = new HashMap<SiteCalendar, WindowState>();
        for (var site : observed.sites()) {
            var known = observed.entries().get(site.uid());
            var old = observed.older().get(site.uid());
            var seen = observed.sightings().get(site.uid());
            if (old == null && !sites.takesPart(site) && hasNothing(known, seen)) {
                continue;
            }
            if (old != null) {
                var next = classifier.classify(site, old, seen);
                standings.add(new Standing(site, next, seen, next.phase().isInFlight()));
                note(old, next);
                count(Entry.pending(site.uid(), latches.revision(), sites.wave(site), now), site, calendars);
                continue;
            }
            var entry = sites.entry(site, known, latches.revision(), latches.since());
            var next = expired(site, entry.phase() == Phase.SKIPPED ? entry : classifier.classify(site, entry, seen));
            note(known, next);
            standings.add(new Standing(site, next, seen, false));
            count(next, site, calendars);
        }
        left(classifier);
    }

    /** Whether nothing began at a site, or goes on there: then a selector that no longer has it means it. */
    private static boolean hasNothing(@Nullable Entry known, @Nullable Sighting seen) {
        return known == null || (known.phase().isWaiting() && (seen == null || seen.action() == null));
    }

    /** Sites that left the workspace while in flight keep their slot until they are back or lost. */
    private void left(Classifier classifier) {
        var here = new HashSet<SiteUid>();
        observed.sites().forEach(site -> here.add(site.uid()));
        var missing = new TreeMap<SiteUid, Entry>();
        for (var entries : List.of(observed.entries(), observed.older())) {
            entries.forEach((site, entry) -> {
                if (entry.phase().isInFlight() && !here.contains(site)) {
                    missing.put(site, entry);
                }
            });
        }
        for (var entry : missing.values()) {
            var site = Flights.gone(entry, now);
            var next = classifier.classify(site, entry, null);
            var old = entry.revision() != latches.revision();
            note(entry, next);
            standings.add(new Standing(site, next, null, old && next.phase().isInFlight()));
            if (!old) {
                count(next, site, new HashMap<>());
            }
        }
    }

    private void note(@Nullable Entry known, Entry next) {
        var worth = known != null
                ? !next.equals(known)
                : next.phase() != Phase.PENDING
                        && !(next.phase() == Phase.SKIPPED && !next.code().equals("Expired"));
        if (worth) {
            changed.add(next);
        }
    }

    private void count(Entry entry, SiteView site, Map<SiteCalendar, WindowState> calendars) {
        var shut = !(calendars.computeIfAbsent(site.calendar(), c -> Admission.windowOf(rules, c, now))
                instanceof WindowState.Open);
        var deferral = !site.contact().reachable() ? Deferral.AWAY : shut ? Deferral.SHUT : Deferral.HERE;
        all.add(entry, deferral);
        waves.computeIfAbsent(entry.wave(), name -> new Census()).add(entry, deferral);
    }

    private Entry expired(SiteView site, Entry entry) {
        var gone = !site.contact().reachable()
                && entry.phase().isWaiting()
                && site.contact().lastSeen().plus(rules.times().giveUp()).isBefore(now);
        return gone ? entry.to(Phase.SKIPPED, now, Reason.EXPIRED, "offline for longer than giveUpAfter") : entry;
    }

    private void settle(
            Standing standing,
            Admission admission,
            Map<String, WaveState> states,
            List<Candidate> candidates,
            StagingLane lane) {
        var site = standing.site();
        var entry = standing.entry();
        if (Flights.isGone(site)) {
            var text = "left the workspace while at work; its slot is kept until it is back or lost";
            decisions.add(new Decision.Follow(site, entry, Reason.UNREACHABLE, text));
        } else if (standing.old()) {
            decisions.add(Flights.older(rules, site, entry, standing.seen(), latches, now));
        } else if (entry.phase() == Phase.ADMITTED) {
            decisions.add(Flights.admitted(rules, site, entry, standing.seen(), admission, latches, now));
        } else if (entry.phase().isStarted()) {
            var text = site.contact().reachable() ? Flights.words(standing.seen(), entry) : "unreachable while it runs";
            var reason = site.contact().reachable() ? Reason.RUNNING : Reason.UNREACHABLE;
            decisions.add(new Decision.Follow(site, entry, reason, text));
        } else if (entry.phase().isWaiting() || entry.revision() != latches.revision()) {
            lane.offer(decisions.size(), site, entry, standing.seen());
            waiting(standing, admission, states, candidates);
        } else if (entry.phase() == Phase.TIMED_OUT) {
            decisions.add(new Decision.Cancel(site, entry, Reason.TIMED_OUT, entry.message()));
        } else {
            decisions.add(new Decision.Done(site, entry, Flights.reason(entry), entry.message()));
        }
    }

    private void waiting(
            Standing standing, Admission admission, Map<String, WaveState> states, List<Candidate> candidates) {
        var site = standing.site();
        var entry = standing.entry();
        if (entry.revision() != latches.revision()) {
            decisions.add(new Decision.Hold(site, Reason.OLDER_REVISION, "just ended an earlier revision", now));
            return;
        }
        var hold = admission.held(site, entry, standing.seen(), latches);
        if (hold != null) {
            decisions.add(hold);
            return;
        }
        var lane = Admission.catchesUp(states, entry) ? Entry.Lane.CATCH_UP : Entry.Lane.WAVE;
        var closes = admission.state(site) instanceof WindowState.Open open ? open.until() : Instant.MAX;
        var lot = StableHash.of(rules.seed(), site.uid().value());
        candidates.add(new Candidate(decisions.size(), site, entry, lane, closes, lot));
        decisions.add(deciding(site));
    }

    private Slots grant(List<Candidate> candidates) {
        candidates.sort(Comparator.comparing((Candidate c) -> c.lane() == Entry.Lane.WAVE)
                .thenComparing(Candidate::closes)
                .thenComparingLong(Candidate::lot)
                .thenComparing(c -> c.site().uid()));
        var deciding = !latches.journal().equals(observed.journal());
        var older = (int) standings.stream().filter(Standing::old).count();
        var slots = new Slots(rules, all, waves, older, trip.tolerance(all));
        slots.occupy(standings.stream()
                .filter(standing -> standing.entry().phase().isInFlight())
                .map(Standing::site)
                .toList());
        for (var candidate : deciding ? List.<Candidate>of() : candidates) {
            decisions.set(candidate.place(), grant(candidate, slots));
        }
        return slots;
    }

    private Decision grant(Candidate candidate, Slots slots) {
        var spent = slots.take(candidate.site(), candidate.entry(), candidate.lane());
        if (spent != null) {
            return new Decision.Hold(candidate.site(), spent, Flights.spent(spent, candidate.entry()), Instant.MAX);
        }
        var entry = candidate.entry();
        var admitted = entry.admitted(entry.wave(), entry.attempt() + 1, candidate.lane(), now);
        admissions.add(admitted);
        return new Decision.Admit(
                candidate.site(),
                admitted,
                Reason.ADMITTED,
                "try " + admitted.attempt() + " in wave " + entry.wave()
                        + (candidate.lane() == Entry.Lane.CATCH_UP ? ", catching up" : ""));
    }

    private Decision deciding(SiteView site) {
        return new Decision.Hold(site, Reason.DECIDING, "a decision about the rollout is written first", now);
    }

    private Instant wakeUp(List<WaveState> states, StagingLane lane) {
        var wake = latches.journal().equals(observed.journal()) ? lane.wakeUp() : now;
        for (var state : states) {
            wake = state.until().isBefore(wake) ? state.until() : wake;
        }
        for (var decision : decisions) {
            var at = Flights.wakeUp(rules, decision, now);
            wake = at.isBefore(wake) ? at : wake;
        }
        return wake;
    }
}
