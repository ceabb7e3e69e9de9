// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutControl;
import io.granary.crd.v1alpha1.RolloutControl.Bound;
import io.granary.crd.v1alpha1.RolloutControl.Use;
import io.granary.rollout.core.WaveState.Stand;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gates that one waiting site must pass, in the order in which they are told to people. Budgets come afterwards. */
final class Admission {
    private static final Duration SKEW = Duration.ofMinutes(2);
    private static final Duration CLOCK_BACK = Duration.ofMinutes(5);

    private final Rules rules;
    private final Observed observed;
    private final Map<String, WaveState> waves;
    private final Instant now;
    private final Map<SiteCalendar, WindowState> windows = new HashMap<>();
    private final Map<SiteCalendar, WindowState> fetchWindows = new HashMap<>();

    Admission(Rules rules, Observed observed, Map<String, WaveState> waves, Instant now) {
        this.rules = rules;
        this.observed = observed;
        this.waves = waves;
        this.now = now;
    }

    /** Null if only budgets can hold it now. */
    Decision.@Nullable Hold held(SiteView site, Entry entry, @Nullable Sighting seen, Latches latches) {
        if (!site.contact().reachable()) {
            return hold(
                    site, Reason.OFFLINE, "offline since " + site.contact().lastSeen() + "; follows when it is back");
        }
        if (rules.aborted()) {
            return hold(site, Reason.ABORTED, "the rollout is aborted");
        }
        if (rules.paused()) {
            return hold(site, Reason.PAUSED, "the rollout is paused by hand");
        }
        var pause = latches.pause();
        if (pause != null) {
            return hold(site, Reason.TRIPPED, pause.message() + "; a person must resume");
        }
        if (now.isBefore(observed.newest().minus(CLOCK_BACK))) {
            return hold(site, Reason.CLOCK_BACK, "the hub's clock went back behind what it wrote itself");
        }
        var gate = wave(site, entry);
        return gate != null ? gate : site(site, entry, seen);
    }

    private Decision.@Nullable Hold wave(SiteView site, Entry entry) {
        var wave = waves.get(entry.wave());
        if (wave == null) {
            return hold(site, Reason.WAVE, "its wave " + entry.wave() + " is no longer in the rollout");
        }
        return switch (wave.stand()) {
            case OPEN, SOAKING, PASSED, AWAITING_AFTER, NO_EVIDENCE -> null;
            case AWAITING_BEFORE -> hold(site, Reason.APPROVAL, "wave " + wave.wave() + " " + wave.message());
            case BLOCKED -> hold(site, Reason.WAVE, "wave " + wave.wave() + " " + wave.message());
        };
    }

    private Decision.@Nullable Hold site(SiteView site, Entry entry, @Nullable Sighting seen) {
        var premises = premises(site, seen);
        if (premises != null) {
            return premises;
        }
        var quiet = entry.phase() == Phase.BACKOFF
                ? entry.since().plus(rules.backoffAfter(site.uid(), entry.attempt()))
                : now;
        if (now.isBefore(quiet)) {
            return new Decision.Hold(
                    site, Reason.BACKOFF, "tries again at " + quiet + " after: " + entry.message(), quiet);
        }
        var rival = observed.rivals().get(site.uid());
        var shut = window(site);
        return shut != null ? shut : rival != null ? hold(site, Reason.PRIORITY, rival) : null;
    }

    /** What is amiss at the site itself: nothing starts there, and nothing is fetched ahead. */
    Decision.@Nullable Hold premises(SiteView site, @Nullable Sighting seen) {
        var hold = site.hold();
        if (hold != null && now.isBefore(hold.until())) {
            return new Decision.Hold(site, Reason.SITE_HOLD, "held by hand: " + hold.reason(), hold.until());
        }
        if (site.skew().compareTo(SKEW) > 0) {
            return hold(
                    site,
                    Reason.CLOCK_SKEW,
                    "its clock is off by " + site.skew().toSeconds() + " s: repair NTP");
        }
        if (seen == null || seen.desired() == Sighting.Desired.UNKNOWN) {
            return hold(site, Reason.UNOBSERVED, "what it has now is not known yet");
        }
        var owner = seen.lockOwner();
        if (seen.busy() != null) {
            return hold(site, Reason.SITE_BUSY, seen.busy());
        }
        if (rules.exclusive() && owner != null && !owner.equals(rules.seed())) {
            return hold(site, Reason.SITE_BUSY, "another rollout is at work there");
        }
        if (seen.precheck().verdict() == Sighting.Verdict.RETRY) {
            return hold(site, Reason.PRECHECK, seen.precheck().sentence());
        }
        return null;
    }

    Decision.@Nullable Hold window(SiteView site) {
        var state = state(site);
        return switch (state) {
            case WindowState.Blackout dark ->
                new Decision.Hold(
                        site, Reason.BLACKOUT, "blackout " + dark.name() + " until " + dark.until(), dark.until());
            case WindowState.Closed closed ->
                new Decision.Hold(site, Reason.WINDOW, "its window opens at " + closed.next(), closed.next());
            case WindowState.NoZone none ->
                hold(site, Reason.NO_TIME_ZONE, "its time zone is unknown: set spec.timeZone of the Site");
            case WindowState.Open open -> inside(site, open);
        };
    }

    private Decision.@Nullable Hold inside(SiteView site, WindowState.Open open) {
        if (open.until().equals(Instant.MAX)) {
            return null;
        }
        if (Duration.between(now, open.until()).compareTo(rules.times().minRemaining()) < 0) {
            return new Decision.Hold(
                    site, Reason.WINDOW, "too little of its window is left until " + open.until(), open.until());
        }
        var spread = Math.min(Duration.ofMinutes(15).toMillis(), open.length().toMillis() / 8);
        var opens = open.since().plusMillis((long)
                (spread * StableHash.fraction("open", site.uid().value())));
        var fits = Duration.between(opens, open.until()).compareTo(rules.times().minRemaining()) > 0;
        return now.isBefore(opens) && fits
                ? new Decision.Hold(site, Reason.WINDOW, "its turn in the open window comes at " + opens, opens)
                : null;
    }

    WindowState state(SiteView site) {
        return windows.computeIfAbsent(site.calendar(), calendar -> windowOf(rules, calendar, now));
    }

    /** Whether sites of this calendar may begin to fetch ahead now. */
    boolean mayFetch(SiteView site) {
        var windows = rules.control().windows();
        var blackouts = windows == null ? List.<RolloutControl.Blackout>of() : windows.blackouts();
        return fetchWindows.computeIfAbsent(
                        site.calendar(),
                        calendar -> Windows.at(calendar, rules.ahead().window(), blackouts, now))
                instanceof WindowState.Open;
    }

    static WindowState windowOf(Rules rules, SiteCalendar calendar, Instant now) {
        var windows = rules.control().windows();
        var use = windows == null || windows.start() == null ? Use.Site : windows.start();
        return Windows.at(calendar, use, windows == null ? List.of() : windows.blackouts(), now);
    }

    private static Decision.Hold hold(SiteView site, Reason reason, String sentence) {
        return new Decision.Hold(site, reason, sentence, Instant.MAX);
    }

    static boolean catchesUp(Map<String, WaveState> waves, Entry entry) {
        var wave = waves.get(entry.wave());
        return wave != null && wave.stand() == Stand.PASSED;
    }

    static boolean strict(Rules rules, Entry entry) {
        var first = rules.waves().getFirst();
        return rules.brakes().bound() == Bound.Strict
                || (rules.waves().size() > 1
                        && first.select() != null
                        && first.name().equals(entry.wave()));
    }
}
