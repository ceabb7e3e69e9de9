// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which of several rollouts, that each need a site to themselves, goes first there (E8): the one of the higher
 * priority, as far as it could start now but for a slot or the site's lock. Who waits gains one for each minute since
 * both want something, so nobody waits for a priority longer than a thousand minutes. Two never wait for each other.
 */
public final class Rivalry {
    private static final int USUAL = 500;
    private static final Set<Reason> WANTS = EnumSet.of(
            Reason.BUDGET,
            Reason.GROUP_BUDGET,
            Reason.CATCH_UP_BUDGET,
            Reason.FAILURE_BOUND,
            Reason.DECIDING,
            Reason.SITE_BUSY,
            Reason.PRIORITY);

    private Rivalry() {}

    /**
     * What a rollout wants of the sites.
     *
     * @param rollout by its name
     * @param since when its revision began
     */
    public record Claim(String rollout, int priority, Instant since, Set<SiteUid> wants) {

        /** As its last plan has it; one that shares sites with others wants none for itself. */
        public static Claim of(String rollout, Rules rules, RolloutPlan plan) {
            var wants = new HashSet<SiteUid>();
            for (var decision : rules.exclusive() ? plan.decisions() : Set.<Decision>of()) {
                if (wants(decision)) {
                    wants.add(decision.site().uid());
                }
            }
            return new Claim(
                    rollout,
                    priority(rules),
                    Instant.parse(plan.journal().revision().since()),
                    wants);
        }

        /** Of the one that asks: what it wants is about to be planned. */
        public static Claim asking(String rollout, Rules rules, Journal journal) {
            return new Claim(
                    rollout, priority(rules), Instant.parse(journal.revision().since()), Set.of());
        }

        private static int priority(Rules rules) {
            return Objects.requireNonNullElse(rules.control().priority(), USUAL);
        }

        private static boolean wants(Decision decision) {
            return switch (decision) {
                case Decision.Admit admit -> true;
                case Decision.Follow follow -> follow.entry().phase() == Phase.ADMITTED;
                case Decision.Hold hold -> WANTS.contains(hold.reason());
                case Decision.Stage stage -> false;
                case Decision.Release release -> false;
                case Decision.Cancel cancel -> false;
                case Decision.Done done -> false;
            };
        }
    }

    /** By site: the sentence why another goes first there. */
    public static Map<SiteUid, String> before(Claim mine, Collection<Claim> others, Instant now) {
        var first = new HashMap<SiteUid, String>();
        for (var other : others) {
            var both = other.since().isAfter(mine.since()) ? other.since() : mine.since();
            var waited = Math.max(0, Duration.between(both, now).toMinutes());
            var left = other.priority() - mine.priority() - waited;
            if (left > 0) {
                var until = now.plus(Duration.ofMinutes(left)).truncatedTo(ChronoUnit.MINUTES);
                var why = "rollout " + other.rollout() + " goes first: its priority is higher, until " + until;
                other.wants().forEach(site -> first.putIfAbsent(site, why));
            }
        }
        return first;
    }
}
