// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.SiteHistorySpec.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The last tries of a site. */
class OutcomesTest {
    private static final Instant START = Instant.parse("2026-11-23T06:00:00Z");
    private static final Entry RUNNING = Entry.pending(new SiteUid("c-1.u"), 3, "rest", START)
            .admitted("rest", 1, Entry.Lane.WAVE, START)
            .to(Phase.RUNNING, START, Reason.RUNNING, "");

    private static Outcome of(int attempt, int minute) {
        var at = START.plusSeconds(60L * minute).toString();
        return new Outcome("till", 3, attempt, "Failed", at, at, "rest", null);
    }

    @Test
    void aTryThatIsUnderWayHasNoOutcome() {
        assertThat(Outcomes.of("till", RUNNING)).isNull();
    }

    @Test
    void aTryThatIsMadeAgainHasFailedNonetheless() {
        var again = RUNNING.to(Phase.BACKOFF, START.plusSeconds(90), Reason.FAILED, "unexpected EOF");

        assertThat(Outcomes.of("till", again))
                .isEqualTo(new Outcome(
                        "till",
                        3,
                        1,
                        "Failed",
                        "2026-11-23T06:01:30Z",
                        "2026-11-23T06:00:00Z",
                        "rest",
                        "unexpected EOF"));
    }

    @Test
    void aSiteThatWasNeverMeantHasNone() {
        var excluded = Entry.pending(new SiteUid("c-1.u"), 3, "rest", START)
                .to(Phase.SKIPPED, START, Reason.EXCLUDED, "excluded by spec.sites.exclude");

        assertThat(Outcomes.of("till", excluded)).isNull();
    }

    @Test
    void aLateSuccessTakesThePlaceOfTheLoss() {
        var lost = RUNNING.to(Phase.LOST, START.plusSeconds(60), Reason.LOST, "");
        var back = lost.to(Phase.SUCCEEDED, START.plusSeconds(120), Reason.SUCCEEDED_LATE, "");
        var ring = List.of(Outcomes.of("till", lost));

        assertThat(Outcomes.merged(ring, List.of(Outcomes.of("till", back))))
                .extracting(Outcome::outcome)
                .containsExactly("Succeeded");
    }

    @Test
    void theRingKeepsTheTwentyNewest() {
        var ring = IntStream.rangeClosed(1, 20).mapToObj(n -> of(n, n)).toList();

        var next = Outcomes.merged(ring, List.of(of(21, 21), of(0, 0)));

        assertThat(next)
                .hasSize(20)
                .extracting(Outcome::attempt)
                .startsWith(21, 20, 19)
                .endsWith(3, 2);
    }
}
