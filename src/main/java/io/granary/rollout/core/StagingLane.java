// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lane in which sites fetch ahead while they wait for something that says nothing against that: their wave, an
 * approval, their window, a budget, another rollout. It has its own concurrency, takes no slot of any wave, and never
 * makes a start wait: of a group's line it gets what starts leave. What is out of reach holds no place in it.
 */
final class StagingLane {
    private static final Set<Reason> NOTHING_AGAINST = EnumSet.of(
            Reason.WAVE,
            Reason.APPROVAL,
            Reason.WINDOW,
            Reason.BUDGET,
            Reason.GROUP_BUDGET,
            Reason.CATCH_UP_BUDGET,
            Reason.FAILURE_BOUND,
            Reason.PRIORITY);

    /** So often in vain, and the lane leaves it to the start: somebody has to mend something first. */
    private static final int MOST_MISSES = 5;

    private final Rules rules;
    private final Admission admission;
    private final Instant now;
    private final List<Offer> offers = new ArrayList<>();
    private final Map<String, Integer> order = new HashMap<>();
    private int fetching;
    private Instant wake = Instant.MAX;

    /** @param place in the decisions */
    private record Offer(
            int place, SiteView site, Entry entry, @Nullable Sighting seen) {}

    private record Turn(Offer offer, Decision.Hold hold, int wave, long lot) {}

    StagingLane(Rules rules, Admission admission, Instant now) {
        this.rules = rules;
        this.admission = admission;
        this.now = now;
        rules.waves().forEach(wave -> order.put(wave.name(), order.size()));
    }

    /** A site that waits. Whether it may fetch is known when all slots are given. */
    void offer(int place, SiteView site, Entry entry, @Nullable Sighting seen) {
        var asked = entry.phase() == Phase.STAGING;
        fetching += asked && site.contact().reachable() ? 1 : 0;
        if (rules.ahead().wanted() && (entry.isAhead() || entry.phase() == Phase.PENDING)) {
            offers.add(new Offer(place, site, entry, seen));
        }
    }

    /**
     * Puts the decision to fetch in the place of the holds of those that get a place.
     *
     * @param deciding whether a decision about the rollout comes first: then nobody begins
     * @return what is to be written down before any of them begins
     */
    List<Entry> fill(List<Decision> decisions, Slots slots, boolean deciding) {
        var turns = new ArrayList<Turn>();
        for (var offer : offers) {
            if (decisions.get(offer.place()) instanceof Decision.Hold hold && NOTHING_AGAINST.contains(hold.reason())) {
                judge(offer, hold, decisions, slots, turns);
            }
        }
        return deciding ? List.of() : begin(turns, decisions, slots);
    }

    private void judge(Offer offer, Decision.Hold hold, List<Decision> decisions, Slots slots, List<Turn> turns) {
        var entry = offer.entry();
        var missed = entry.code().equals(Reason.STAGING_FAILED.text());
        var again = missed && entry.misses() < MOST_MISSES
                ? entry.since().plus(rules.backoffAfter(entry.site(), entry.misses() + 1))
                : Instant.MAX;
        if (entry.phase() == Phase.STAGED) {
            decisions.set(offer.place(), also(hold, "fetched ahead"));
        } else if (missed && now.isBefore(again)) {
            wake = again.isBefore(wake) ? again : wake;
            decisions.set(offer.place(), also(hold, missed(entry, again)));
        } else if (!mayFetch(offer)) {
            return;
        } else if (entry.phase() == Phase.STAGING) {
            var goesOn = isSeen(offer) || slots.mayFetch(offer.site());
            decisions.set(
                    offer.place(),
                    goesOn ? fetch(offer, entry, hold) : also(hold, "fetches ahead when its line has room"));
            slots.fetches(offer.site());
        } else {
            var lot = StableHash.of(rules.seed(), offer.site().uid().value());
            turns.add(new Turn(offer, hold, order.getOrDefault(entry.wave(), order.size()), lot));
        }
    }

    private static boolean isSeen(Offer offer) {
        var seen = offer.seen();
        return seen != null && seen.staged().ahead() == Sighting.Ahead.RUNNING;
    }

    private static String missed(Entry entry, Instant again) {
        var forGood = again.equals(Instant.MAX);
        var next = forGood
                ? " times and is not asked again; mend this before its start, which fetches then: "
                : " of " + MOST_MISSES + " times, tries again at " + again.truncatedTo(ChronoUnit.SECONDS) + ": ";
        return "could not fetch ahead " + entry.misses() + next + entry.message();
    }

    private static Decision also(Decision.Hold hold, String more) {
        return new Decision.Hold(hold.site(), hold.reason(), hold.sentence() + "; " + more, hold.until());
    }

    /** When somebody may be asked again; {@link Instant#MAX} if nobody waits for that. */
    Instant wakeUp() {
        return wake;
    }

    private List<Entry> begin(List<Turn> turns, List<Decision> decisions, Slots slots) {
        turns.sort(Comparator.comparingInt(Turn::wave)
                .thenComparing(turn -> turn.hold().until())
                .thenComparingLong(Turn::lot)
                .thenComparing(turn -> turn.offer().site().uid()));
        var begun = new ArrayList<Entry>();
        for (var turn : turns) {
            var offer = turn.offer();
            if (fetching + begun.size() >= rules.ahead().concurrency()) {
                break;
            }
            if (slots.mayFetch(offer.site())) {
                slots.fetches(offer.site());
                var entry = offer.entry().to(Phase.STAGING, now, Reason.STAGING, "");
                begun.add(entry);
                decisions.set(offer.place(), fetch(offer, entry, turn.hold()));
            }
        }
        return begun;
    }

    private boolean mayFetch(Offer offer) {
        return admission.premises(offer.site(), offer.seen()) == null && admission.mayFetch(offer.site());
    }

    private static Decision fetch(Offer offer, Entry entry, Decision.Hold hold) {
        var seen = offer.seen();
        var words = seen == null ? "" : seen.staged().message();
        var text = words.isEmpty() || entry != offer.entry() ? "fetches ahead" : "fetches ahead: " + words;
        return new Decision.Stage(offer.site(), entry, Reason.STAGING, text + "; " + hold.sentence());
    }
}
