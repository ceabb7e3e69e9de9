// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.rollout.core.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Passes and admissions over a large fleet are few, and a person need not wait for them. */
class PacingTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final RolloutKey KEY = new RolloutKey("fleet-stores", "till");
    private static final int SITES = 10_000;

    private final Pacing pacing = new Pacing();

    @Test
    void fiveSecondsLieBetweenTwoPassesOverTenThousandSites() {
        pacing.stored(KEY, 1, false);
        pacing.begin(KEY, NOON);

        assertThat(wait(0)).isEqualTo(Duration.ofSeconds(5));
        assertThat(wait(4)).isEqualTo(Duration.ofSeconds(1));
        assertThat(wait(5)).isZero();
        assertThat(pacing.wait(KEY, 100, NOON.plusMillis(50)))
                .as("a small fleet")
                .isZero();
    }

    @Test
    void aClockThatWentBackHoldsNothingUp() {
        pacing.stored(KEY, 1, false);
        pacing.begin(KEY, NOON);

        assertThat(wait(-60)).isZero();
    }

    @Test
    void anEditIsHeededWithinASecond() {
        pacing.stored(KEY, 1, false);
        pacing.begin(KEY, NOON);

        pacing.stored(KEY, 2, false);

        assertThat(wait(0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(wait(1)).isZero();
    }

    @Test
    void soAreADeletionAndAnApproval() {
        pacing.stored(KEY, 1, false);
        pacing.begin(KEY, NOON);
        pacing.stored(KEY, 1, true);
        assertThat(wait(1)).isZero();

        pacing.begin(KEY, NOON);
        assertThat(wait(1)).isEqualTo(Duration.ofSeconds(4));
        pacing.spoken(KEY);
        assertThat(wait(1)).isZero();
    }

    @Test
    void whatTheHubWritesItselfHurriesNobody() {
        pacing.stored(KEY, 1, false);
        pacing.begin(KEY, NOON);

        pacing.stored(KEY, 1, false);

        assertThat(wait(1)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void whatIsSaidDuringAPassIsForTheNextOne() {
        pacing.stored(KEY, 1, false);
        pacing.begin(KEY, NOON);
        pacing.stored(KEY, 2, false);
        pacing.begin(KEY, NOON.plusSeconds(1));

        assertThat(pacing.wait(KEY, SITES, NOON.plusSeconds(2))).isEqualTo(Duration.ofSeconds(4));
        pacing.stored(KEY, 3, false);
        assertThat(pacing.wait(KEY, SITES, NOON.plusSeconds(2))).isZero();
    }

    @Test
    void admissionsOfALargeFleetAreGathered() {
        assertThat(admissions(1_999, 99)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(admissions(2_000, 99)).containsExactly(2L, 4L, 6L);
    }

    @Test
    void aPauseBetweenThemStopsTheNext() {
        assertThat(admissions(2_000, 3)).containsExactly(2L);
    }

    /**
     * The seconds at which sites are admitted after the first, if one more may be in flight each second, until somebody
     * pauses.
     */
    private static List<Long> admissions(int sites, int pausedAt) {
        var story = new Story("t", "a", "2026-11-01T12:00:00Z", "2026-11-02T12:00:00Z").sites(sites, "rest");
        var spec = "{target: {image: {name: v1}}, waves: [{name: rest}], control: {paused: %s, maxConcurrency: %d}}";
        story.rollout("till", spec.formatted(false, 1));
        var loop = story.hub.books.get(KEY).loop;
        loop.pass();
        var begin = story.hub.now;
        var seconds = new ArrayList<Long>();
        for (var second = 0; second < 8; second++) {
            story.edit("till", spec.formatted(second >= pausedAt, second + 1));
            loop.pass();
            if (loop.lastPlan().decisions().stream().anyMatch(Decision.Admit.class::isInstance)) {
                seconds.add(Duration.between(begin, story.hub.now).toSeconds());
            }
            story.hub.now = story.hub.now.plusSeconds(1);
        }
        return seconds;
    }

    private Duration wait(int seconds) {
        return pacing.wait(KEY, SITES, NOON.plusSeconds(seconds));
    }
}
