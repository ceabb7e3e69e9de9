// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.rollout.core.Rivalry.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who goes first where several rollouts need one site to themselves; and that nobody waits for ever. */
class RivalryTest {
    private static final Instant BEGAN = OneSite.NOW;
    private static final Set<SiteUid> SITE = Set.of(OneSite.UID);

    private final Claim usual = new Claim("usual", 500, BEGAN, SITE);
    private final Claim urgent = new Claim("urgent", 900, BEGAN, SITE);

    @Test
    void theHigherPriorityGoesFirst() {
        assertThat(before(usual, urgent, 0))
                .isEqualTo(Map.of(
                        OneSite.UID, "rollout urgent goes first: its priority is higher, until 2026-11-03T18:40:00Z"));
        assertThat(before(urgent, usual, 0)).isEmpty();
    }

    @Test
    void equalsDoNotWaitForEachOther() {
        assertThat(before(usual, new Claim("another", 500, BEGAN, SITE), 0)).isEmpty();
    }

    @Test
    void whoWaitsGainsOneEachMinuteAndWaitsNoLongerThanThat() {
        assertThat(before(usual, urgent, 399)).isNotEmpty();
        assertThat(before(usual, urgent, 400)).isEmpty();
        var least = new Claim("least", 0, BEGAN, SITE);
        var most = new Claim("most", 1000, BEGAN, SITE);
        assertThat(before(least, most, 1000)).isEmpty();
    }

    @Test
    void anOldRolloutYieldsToAnUrgentOneThatHasJustBegun() {
        var old = new Claim("old", 500, BEGAN.minus(Duration.ofDays(30)), SITE);

        assertThat(before(old, urgent, 0)).isNotEmpty();
        assertThat(before(old, urgent, 400)).isEmpty();
    }

    @Test
    void twoNeverWaitForEachOther() {
        for (var minute = 0; minute <= 1100; minute += 50) {
            for (var priority = 0; priority <= 1000; priority += 100) {
                var other = new Claim("other", priority, BEGAN, SITE);

                assertThat(before(usual, other, minute).isEmpty()
                                || before(other, usual, minute).isEmpty())
                        .as("%d at minute %d", priority, minute)
                        .isTrue();
            }
        }
    }

    @Test
    void onlyWhatCouldStartClaimsASiteSoAPauseHoldsNobodyElseUp() {
        var exclusive = new Traits(Traits.Access.EXCLUSIVE, Traits.Interruption.NEVER, Traits.Staging.NONE);

        assertThat(wants(OneSite.rules(exclusive), OneSite.site())).isEqualTo(SITE);
        assertThat(wants(OneSite.rules(), OneSite.site())).as("shares the site").isEmpty();
        assertThat(wants(OneSite.rules(exclusive), OneSite.offline(OneSite.NOW)))
                .as("cannot start")
                .isEmpty();
    }

    private static Set<SiteUid> wants(Rules rules, SiteView site) {
        var observed = new Observed(
                OneSite.journal(),
                List.of(site),
                Map.of(),
                Map.of(),
                Map.of(OneSite.UID, OneSite.EMPTY),
                List.of(),
                Map.of(),
                OneSite.NOW);
        return Claim.of("it", rules, RolloutPlanner.plan(rules, observed, OneSite.NOW))
                .wants();
    }

    private static Map<SiteUid, String> before(Claim mine, Claim other, int minutes) {
        return Rivalry.before(mine, List.of(other), BEGAN.plus(Duration.ofMinutes(minutes)));
    }
}
