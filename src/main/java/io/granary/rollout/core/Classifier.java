// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the facts make of an entry (E3). Started means that the action object was seen, nothing else; success means that
 * the action of this revision ended well and the desired state was seen after the start; silence is never success.
 */
final class Classifier {
    private static final Duration VERIFY = Duration.ofMinutes(10);

    private final Rules rules;
    private final Latches latches;
    private final Instant now;
    private final boolean blind;

    Classifier(Rules rules, Latches latches, List<SiteView> sites, Instant now) {
        this.rules = rules;
        this.latches = latches;
        this.now = now;
        this.blind = blind(sites);
    }

    /** More than half of the sites dark at once: it is us, or Rancher, and no site is lost for that (S13). */
    private static boolean blind(List<SiteView> sites) {
        var dark = sites.stream().filter(site -> !site.contact().reachable()).count();
        return dark > 1 && dark * 2 > sites.size();
    }

    Entry classify(SiteView site, Entry entry, @Nullable Sighting seen) {
        if (!site.contact().reachable()) {
            return entry.phase().isInFlight() ? dark(site, entry) : entry;
        }
        if (seen == null) {
            return entry;
        }
        var lit = entry.phase().isInFlight() ? entry.metered(entry.meter().lit(now)) : entry;
        return switch (lit.phase()) {
            case PENDING, STAGING, STAGED -> waiting(lit, seen);
            case BACKOFF -> adopted(lit, seen);
            case ADMITTED -> admitted(lit, seen);
            case RUNNING, VERIFYING -> running(lit, seen);
            case TIMED_OUT, LOST -> late(lit, seen);
            case SUCCEEDED -> soaking(lit, seen);
            case CURRENT, FAILED, SKIPPED -> lit;
        };
    }

    private Entry dark(SiteView site, Entry entry) {
        var metered = entry.metered(entry.meter().dark(site.contact().lastSeen(), now));
        var since = metered.meter().darkSince();
        if (since == null
                || blind
                || Duration.between(since, now).compareTo(rules.times().lost()) <= 0) {
            return metered;
        }
        return entry.phase().isStarted()
                ? metered.to(
                        Phase.LOST, now, Reason.LOST, "unreachable since " + since + ", longer than the lost timeout")
                : metered.released(now, Reason.OFFLINE, "went offline before anything was seen to start");
    }

    private Entry waiting(Entry entry, Sighting seen) {
        var action = ours(entry, seen, entry.attempt() + 1);
        if (action != null) {
            return run(entry.admitted(entry.wave(), entry.attempt() + 1, entry.lane(), now), seen, action);
        }
        if (seen.desired() == Desired.YES) {
            return entry.to(Phase.CURRENT, now, Reason.ALREADY_CURRENT, "already has the content");
        }
        if (seen.precheck().verdict() == Sighting.Verdict.NOT_APPLICABLE
                || seen.precheck().verdict() == Sighting.Verdict.PERMANENT) {
            return entry.to(
                    Phase.SKIPPED, now, Reason.NOT_APPLICABLE, seen.precheck().sentence());
        }
        return fetching(entry, seen);
    }

    /** What the site says of fetching ahead; that it was asked to is known from the entry. */
    private Entry fetching(Entry entry, Sighting seen) {
        var asked = entry.phase() == Phase.STAGING;
        return switch (seen.staged().ahead()) {
            case DONE ->
                entry.phase() == Phase.STAGED ? entry : entry.to(Phase.STAGED, now, Reason.STAGED, "fetched ahead");
            case RUNNING ->
                !asked && !entry.code().equals(Reason.STAGING_FAILED.text())
                        ? entry.to(Phase.STAGING, now, Reason.STAGING, "")
                        : isOver(entry) ? notFetched(entry, "took longer than the stage timeout") : entry;
            case FAILED ->
                asked && seen.at().isAfter(entry.since())
                        ? notFetched(entry, seen.staged().message())
                        : entry;
            case NO ->
                entry.phase() == Phase.STAGED && seen.at().isAfter(entry.since())
                        ? entry.to(Phase.PENDING, now, Reason.UNOBSERVED, "what was fetched ahead is gone again")
                        : asked && isOver(entry) ? notFetched(entry, "nothing was seen to be fetched in time") : entry;
        };
    }

    private boolean isOver(Entry entry) {
        return Duration.between(entry.since(), now).compareTo(rules.times().stage()) > 0;
    }

    /** No failure of the site, which was not touched: its start will fetch, or say why it cannot. */
    private Entry notFetched(Entry entry, String why) {
        return entry.missed(now, why);
    }

    /** A late worker's start that the hub had given up: it holds a slot from now on. */
    private Entry adopted(Entry entry, Sighting seen) {
        var action = ours(entry, seen, entry.attempt() + 1);
        return action == null
                ? entry
                : run(entry.admitted(entry.wave(), entry.attempt() + 1, entry.lane(), now), seen, action);
    }

    private Entry admitted(Entry entry, Sighting seen) {
        var action = ours(entry, seen, entry.attempt());
        return action == null ? entry : run(entry, seen, action);
    }

    private Entry run(Entry entry, Sighting seen, Sighting.Action action) {
        var running = entry.metered(entry.meter().lit(now))
                .to(Phase.RUNNING, now, Reason.RUNNING, "try " + entry.attempt() + " was seen to start");
        return action.state() == State.RUNNING ? running : running(running, seen);
    }

    private Entry running(Entry entry, Sighting seen) {
        var action = ours(entry, seen, entry.attempt());
        if (seen.at().isBefore(entry.since()) && entry.phase() == Phase.VERIFYING) {
            return entry;
        }
        if (action == null) {
            return vanished(entry, seen);
        }
        return switch (action.state()) {
            case RUNNING -> timed(entry);
            case FAILED -> failed(entry, action.failure(), Reason.FAILED, action.message());
            case SUCCEEDED ->
                seen.desired() == Desired.YES
                        ? entry.to(Phase.SUCCEEDED, now, Reason.SUCCEEDED, "has the content")
                        : verifying(entry);
        };
    }

    private Entry vanished(Entry entry, Sighting seen) {
        if (seen.desired() == Desired.YES && !seen.at().isBefore(entry.since())) {
            return entry.to(Phase.SUCCEEDED, now, Reason.SUCCEEDED, "has the content; its action object is gone");
        }
        return Duration.between(entry.since(), seen.at()).compareTo(VERIFY) > 0
                ? failed(
                        entry,
                        FailureClass.Transient,
                        Reason.ACTION_VANISHED,
                        "the action object vanished before its end")
                : entry;
    }

    private Entry verifying(Entry entry) {
        if (entry.phase() != Phase.VERIFYING) {
            return entry.to(Phase.VERIFYING, now, Reason.VERIFYING, "ended well, the content is not seen yet");
        }
        return Duration.between(entry.since(), now).compareTo(VERIFY) > 0
                ? failed(entry, FailureClass.Transient, Reason.FAILED, "ended well, but the site is not as desired")
                : entry;
    }

    private Entry timed(Entry entry) {
        var spent = entry.meter().reachable(now);
        if (spent.compareTo(rules.times().run()) <= 0) {
            return entry;
        }
        var text = "runs for " + spent.toMinutes() + " reachable minutes, longer than the run timeout";
        return entry.to(Phase.TIMED_OUT, now, Reason.TIMED_OUT, text);
    }

    /** E3: a site that was timed out or lost is judged again from its action. */
    private Entry late(Entry entry, Sighting seen) {
        var action = ours(entry, seen, entry.attempt());
        if (action == null) {
            return seen.desired() == Desired.YES && !seen.at().isBefore(entry.since())
                    ? entry.to(Phase.SUCCEEDED, now, Reason.SUCCEEDED_LATE, "has the content after all")
                    : entry.phase() == Phase.LOST
                            ? failed(
                                    entry,
                                    FailureClass.Transient,
                                    Reason.ACTION_VANISHED,
                                    "came back without its action")
                            : entry;
        }
        return switch (action.state()) {
            case SUCCEEDED ->
                seen.desired() == Desired.YES
                        ? entry.to(Phase.SUCCEEDED, now, Reason.SUCCEEDED_LATE, "has the content after all")
                        : entry;
            case FAILED -> failed(entry, action.failure(), Reason.FAILED, action.message());
            case RUNNING ->
                entry.phase() == Phase.LOST
                        ? entry.metered(entry.meter().lit(now))
                                .to(Phase.RUNNING, now, Reason.RUNNING, "is back, still at work")
                        : entry;
        };
    }

    /** Until its wave is passed, a site must stay well; later on, drift is the business of policies (R16). */
    private Entry soaking(Entry entry, Sighting seen) {
        return seen.desired() == Desired.NO
                        && !latches.passed(entry.wave())
                        && seen.at().isAfter(entry.since())
                ? entry.to(Phase.FAILED, now, Reason.REGRESSED, "lost the content again before its wave was passed")
                : entry;
    }

    private Entry failed(Entry entry, FailureClass failure, Reason reason, String text) {
        var again = entry.attempt() < rules.brakes().attempts()
                && rules.brakes().retryOn().contains(failure);
        return entry.to(again ? Phase.BACKOFF : Phase.FAILED, now, reason, text);
    }

    private static Sighting.@Nullable Action ours(Entry entry, Sighting seen, int attempt) {
        var action = seen.action();
        return action != null && action.revision() == entry.revision() && action.attempt() == attempt ? action : null;
    }
}
