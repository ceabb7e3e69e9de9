// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What comes next for a site if nothing else happens: from the same plan, and from one as if it were resumed. */
final class Outlook {
    private static final String LOOKS_AGAIN = "is looked at again at the next news of the site, and each minute";
    private static final String NOTHING = "nothing until a new revision";

    private static final String SLOT = "starts when one that is in flight has ended";
    private static final String THEN = "starts then, if a slot is free";
    private static final String ANEW = "is planned anew in a moment";
    private static final Map<Reason, String> PLAIN = new EnumMap<>(Map.ofEntries(
            Map.entry(Reason.ABORTED, NOTHING),
            Map.entry(Reason.APPROVAL, "starts when a person approves its wave"),
            Map.entry(Reason.BACKOFF, "is tried again then, if a slot is free"),
            Map.entry(Reason.WINDOW, THEN),
            Map.entry(Reason.BLACKOUT, THEN),
            Map.entry(Reason.BUDGET, SLOT),
            Map.entry(Reason.GROUP_BUDGET, SLOT),
            Map.entry(Reason.CATCH_UP_BUDGET, SLOT),
            Map.entry(Reason.FAILURE_BOUND, SLOT),
            Map.entry(Reason.NO_TIME_ZONE, "waits until somebody sets the zone"),
            Map.entry(Reason.DECIDING, ANEW),
            Map.entry(Reason.OLDER_REVISION, ANEW)));

    private final Rules rules;
    private final RolloutPlan plan;
    private final Map<SiteUid, Decision> resumed = new HashMap<>();

    Outlook(Rules rules, Observed observed, RolloutPlan plan, Instant now) {
        this.rules = rules;
        this.plan = plan;
        if (!rules.aborted() && (rules.paused() || plan.journal().pause() != null)) {
            WhatIf.resumed(rules, observed, now)
                    .decisions()
                    .forEach(decision -> resumed.put(decision.site().uid(), decision));
        }
    }

    String next(Decision decision) {
        return switch (decision) {
            case Decision.Admit admit -> "is started now, under the name of this try";
            case Decision.Stage stage -> "is then ready, and starts when nothing holds it";
            case Decision.Release release -> "gives its slot back, then waits: " + release.sentence();
            case Decision.Cancel cancel -> "is asked to stop, and judged by what is seen then";
            case Decision.Follow follow -> followed(follow);
            case Decision.Done done -> ended(done.entry());
            case Decision.Hold hold -> held(hold);
        };
    }

    private String followed(Decision.Follow follow) {
        if (follow.reason() == Reason.OLDER_REVISION) {
            return "is planned for the present revision once this one ended";
        }
        var dark = follow.entry().meter().darkSince();
        if (!follow.site().contact().reachable() && dark != null) {
            return "keeps its slot until it answers, or counts as lost at "
                    + dark.plus(rules.times().lost());
        }
        return follow.entry().phase() == Phase.ADMITTED
                ? "gives its slot back if nothing is seen to start by "
                        + follow.entry().since().plus(rules.times().start())
                : "ends by itself; times out after " + rules.times().run().toMinutes()
                        + " minutes in which the site could be reached";
    }

    private static String ended(@Nullable Entry entry) {
        var phase = entry == null ? Phase.SKIPPED : entry.phase();
        return switch (phase) {
            case LOST -> "is judged again when it is back";
            case TIMED_OUT -> "succeeds late if it ends well after all";
            case PENDING, STAGING, STAGED, ADMITTED, RUNNING, VERIFYING, BACKOFF -> LOOKS_AGAIN;
            case SUCCEEDED, CURRENT, FAILED, SKIPPED -> NOTHING;
        };
    }

    private String held(Decision.Hold hold) {
        var known = PLAIN.get(hold.reason());
        if (known != null) {
            return known;
        }
        return switch (hold.reason()) {
            case PAUSED, TRIPPED -> "once resumed: " + resumed(hold.site());
            case WAVE -> wave();
            case OFFLINE ->
                "follows when it is back; is given up if it is away until "
                        + hold.site().contact().lastSeen().plus(rules.times().giveUp());
            case SITE_HOLD ->
                hold.until().equals(Instant.MAX) ? "waits until the hold is taken from the Site" : "starts then";
            default -> LOOKS_AGAIN;
        };
    }

    private String wave() {
        return plan.waves().stream()
                .filter(state -> state.stand() != WaveState.Stand.PASSED)
                .findFirst()
                .map(state -> "wave " + state.wave() + " comes first: " + state.message())
                .orElse(LOOKS_AGAIN);
    }

    private String resumed(SiteView site) {
        var decision = resumed.get(site.uid());
        return switch (decision) {
            case null -> "it takes no part any more";
            case Decision.Admit admit -> "it starts at once, " + admit.sentence();
            case Decision.Hold hold -> "it waits (" + hold.reason().text() + "): " + hold.sentence();
            case Decision other -> Objects.requireNonNullElse(other.sentence(), "");
        };
    }
}
