// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a plan says, site by site, those that take no part among them. Reason and sentence are the planner's
 * own; nothing is judged a second time.
 */
public final class Explanation {
    private static final String NOT_SELECTED = "NotSelected";

    private final Rules rules;
    private final Observed observed;
    private final RolloutPlan plan;
    private final Sites sites;
    private final Outlook outlook;
    private final Map<SiteUid, Entry> entries;

    private Explanation(Rules rules, Observed observed, RolloutPlan plan, Instant now) {
        this.rules = rules;
        this.observed = observed;
        this.plan = plan;
        this.sites = new Sites(rules, observed.sites());
        this.outlook = new Outlook(rules, observed, plan, now);
        this.entries = new HashMap<>(observed.entries());
        plan.entries().forEach(entry -> entries.put(entry.site(), entry));
    }

    /** In the order of the waves, then of names; sites that are not selected come last. */
    public static List<SiteAnswer> of(Rules rules, Observed observed, RolloutPlan plan, Instant now) {
        return new Explanation(rules, observed, plan, now).answers();
    }

    private List<SiteAnswer> answers() {
        var answers = new ArrayList<SiteAnswer>();
        var decided = new HashMap<SiteUid, Decision>();
        for (var decision : plan.decisions()) {
            decided.put(decision.site().uid(), decision);
            answers.add(answer(decision));
        }
        for (var site : observed.sites()) {
            if (!decided.containsKey(site.uid())) {
                answers.add(outside(site));
            }
        }
        var order = new HashMap<String, Integer>();
        rules.waves().forEach(wave -> order.put(wave.name(), order.size()));
        answers.sort(Comparator.comparing((SiteAnswer answer) -> answer.state().equals(NOT_SELECTED))
                .thenComparing(answer -> order.getOrDefault(answer.wave(), Integer.MAX_VALUE))
                .thenComparing(answer -> answer.site().name()));
        return List.copyOf(answers);
    }

    private SiteAnswer answer(Decision decision) {
        var site = decision.site();
        var entry = entry(decision);
        var wave = entry == null || entry.wave().isEmpty() ? sites.wave(site) : entry.wave();
        var until = decision instanceof Decision.Hold hold && !hold.until().equals(Instant.MAX) ? hold.until() : null;
        return new SiteAnswer(
                site,
                wave,
                state(decision),
                decision.reason().text(),
                decision.sentence(),
                until,
                outlook.next(decision),
                entry,
                SiteAnswer.Preflight.of(observed.sightings().get(site.uid())));
    }

    private @Nullable Entry entry(Decision decision) {
        return switch (decision) {
            case Decision.Admit admit -> admit.entry();
            case Decision.Stage stage -> stage.entry();
            case Decision.Release release -> release.entry();
            case Decision.Follow follow -> follow.entry();
            case Decision.Cancel cancel -> cancel.entry();
            case Decision.Done done -> done.entry();
            case Decision.Hold hold -> entries.get(hold.site().uid());
        };
    }

    private static String state(Decision decision) {
        return switch (decision) {
            case Decision.Admit admit -> "Starting";
            case Decision.Stage stage -> "Fetching";
            case Decision.Follow follow -> "Running";
            case Decision.Cancel cancel -> "Stopping";
            case Decision.Release release -> "Waiting";
            case Decision.Hold hold -> "Waiting";
            case Decision.Done done -> ended(done.entry());
        };
    }

    private static String ended(@Nullable Entry entry) {
        return switch (entry == null ? Phase.SKIPPED : entry.phase()) {
            case SUCCEEDED -> "Succeeded";
            case CURRENT -> "AlreadyCurrent";
            case FAILED -> "Failed";
            case TIMED_OUT -> "TimedOut";
            case LOST -> "Lost";
            case SKIPPED -> "Skipped";
            case PENDING, STAGING, STAGED, ADMITTED, RUNNING, VERIFYING, BACKOFF -> "Waiting";
        };
    }

    private SiteAnswer outside(SiteView site) {
        var chosen = rules.spec().sites();
        var why = chosen == null ? null : Selection.miss(chosen.selector(), site.labels());
        return new SiteAnswer(
                site,
                "",
                NOT_SELECTED,
                NOT_SELECTED,
                why == null ? "spec.sites does not select it" : why,
                null,
                "takes part once spec.sites selects it",
                null,
                SiteAnswer.Preflight.UNKNOWN);
    }
}
