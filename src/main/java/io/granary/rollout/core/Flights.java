// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decisions about sites that hold a slot. */
final class Flights {
    private static final Map<String, Reason> REASONS =
            Arrays.stream(Reason.values()).collect(Collectors.toUnmodifiableMap(Reason::text, Function.identity()));

    private Flights() {}

    /** What is left of a site that is no longer in the workspace. */
    static SiteView gone(Entry entry, Instant now) {
        var contact = new SiteView.Contact(false, now);
        var uid = entry.site();
        return new SiteView(uid, uid.value(), Map.of(), SiteCalendar.ANY, Instant.MIN, contact, Duration.ZERO, null);
    }

    /** What the action at the site says of itself; it is not stored, since it changes all the time. */
    static String words(@Nullable Sighting seen, Entry entry) {
        var action = seen == null ? null : seen.action();
        return action == null || action.message().isEmpty() || action.state() != Sighting.State.RUNNING
                ? entry.message()
                : action.message();
    }

    static boolean isGone(SiteView site) {
        return site.joinedAt().equals(Instant.MIN);
    }

    /** E5: what an earlier revision began goes on to its end, or is superseded at once where it can be interrupted. */
    static Decision older(
            Rules rules, SiteView site, Entry entry, @Nullable Sighting seen, Latches latches, Instant now) {
        if (entry.phase() == Phase.ADMITTED) {
            return release(site, entry, Reason.SUPERSEDED, "nothing started yet, and the content changed", now);
        }
        return rules.traits().interruption() == Traits.Interruption.ALLOWED && !rules.aborted()
                ? new Decision.Cancel(site, entry, Reason.SUPERSEDED, "superseded by revision " + latches.revision())
                : new Decision.Follow(
                        site, entry, Reason.OLDER_REVISION, "ends revision " + entry.revision() + " first");
    }

    /** The release rule: nothing seen yet, and it may not, or need not, start any more. */
    static Decision admitted(
            Rules rules,
            SiteView site,
            Entry entry,
            @Nullable Sighting seen,
            Admission admission,
            Latches latches,
            Instant now) {
        if (!site.contact().reachable()) {
            return new Decision.Follow(site, entry, Reason.UNREACHABLE, "went offline after its admission");
        }
        var pause = latches.pause();
        if (rules.aborted() || rules.paused() || pause != null) {
            return release(site, entry, Reason.PAUSED, "stopped before it started", now);
        }
        if (seen != null && seen.desired() == Sighting.Desired.YES && seen.action() == null) {
            return release(site, entry, Reason.ALREADY_CURRENT, "somebody else brought the content first", now);
        }
        var hold = site.hold();
        var shut = admission.window(site);
        if (shut != null) {
            return release(site, entry, Reason.WINDOW_CLOSED, shut.sentence(), now);
        }
        if (hold != null && now.isBefore(hold.until())) {
            return release(site, entry, Reason.SITE_HOLD, "held by hand: " + hold.reason(), now);
        }
        if (Duration.between(entry.since(), now).compareTo(rules.times().start()) > 0) {
            return release(site, entry, Reason.NEVER_STARTED, "nothing was seen to start in time", now);
        }
        return new Decision.Follow(site, entry, Reason.ADMITTED, "try " + entry.attempt() + " is being started");
    }

    private static Decision release(SiteView site, Entry entry, Reason reason, String sentence, Instant now) {
        return new Decision.Release(site, entry.released(now, reason, sentence), reason, sentence);
    }

    static Reason reason(Entry entry) {
        return REASONS.getOrDefault(entry.code(), Reason.UNOBSERVED);
    }

    static String spent(Reason budget, Entry entry) {
        if (budget == Reason.FAILURE_BOUND) {
            return "as many are in flight as may still fail";
        }
        if (budget == Reason.GROUP_BUDGET) {
            return "its group has as many in flight as it may";
        }
        return budget == Reason.CATCH_UP_BUDGET
                ? "the catch-up lane is full"
                : "the budget of wave " + entry.wave() + " or of the rollout is spent";
    }

    static Instant wakeUp(Rules rules, Decision decision, Instant now) {
        return switch (decision) {
            case Decision.Hold hold -> hold.until();
            case Decision.Admit admit -> now;
            case Decision.Stage stage -> now.plus(Duration.ofMinutes(1));
            case Decision.Release release -> now;
            case Decision.Follow follow -> now.plus(Duration.ofMinutes(1));
            case Decision.Cancel cancel -> now.plus(Duration.ofMinutes(5));
            case Decision.Done done -> Instant.MAX;
        };
    }
}
