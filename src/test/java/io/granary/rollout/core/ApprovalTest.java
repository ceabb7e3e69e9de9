// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static io.granary.rollout.core.OneSite.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.RolloutApprovalSpec;
import io.granary.crd.v1alpha1.RolloutApprovalSpec.At;
import io.granary.crd.v1alpha1.RolloutApprovalSpec.Decision;
import io.granary.crd.v1alpha1.RolloutWave;
import io.granary.crd.v1alpha1.RolloutWave.Gate;
import io.granary.rollout.core.WaveState.Stand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose word opens a gate. */
class ApprovalTest {
    private static final Gate ANYBODY = new Gate(null, null, null);
    private static final Instant AN_HOUR_AGO = NOW.minusSeconds(3600);

    @Test
    void aWaveWaitsUntilSomebodyApproves() {
        assertThat(stand(ANYBODY)).isEqualTo(Stand.AWAITING_AFTER);
        assertThat(stand(ANYBODY, word("abc", "all", At.After))).isEqualTo(Stand.PASSED);
    }

    @Test
    void aWordAboutAnotherRevisionWaveOrGateIsNotHeard() {
        assertThat(stand(ANYBODY, word("old", "all", At.After))).isEqualTo(Stand.AWAITING_AFTER);
        assertThat(stand(ANYBODY, word("abc", "rest", At.After))).isEqualTo(Stand.AWAITING_AFTER);
        assertThat(stand(ANYBODY, word("abc", "all", At.Before))).isEqualTo(Stand.AWAITING_AFTER);
    }

    @Test
    void theAuthorMayNotApproveIfTheGateForbidsIt() {
        var notAuthor = new Gate(null, true, null);

        assertThat(stand(notAuthor, said(Decision.Approve, "ann", List.of(), AN_HOUR_AGO)))
                .isEqualTo(Stand.AWAITING_AFTER);
        assertThat(stand(notAuthor, said(Decision.Approve, null, List.of(), AN_HOUR_AGO)))
                .isEqualTo(Stand.AWAITING_AFTER);
        assertThat(stand(notAuthor, said(Decision.Approve, "bob", List.of(), AN_HOUR_AGO)))
                .isEqualTo(Stand.PASSED);
    }

    @Test
    void onlyTheNamedGroupIsHeard() {
        var operators = new Gate("hq-ops", null, null);

        assertThat(stand(operators, said(Decision.Approve, "bob", List.of("hq"), AN_HOUR_AGO)))
                .isEqualTo(Stand.AWAITING_AFTER);
        assertThat(stand(operators, said(Decision.Approve, "bob", List.of("hq-ops"), AN_HOUR_AGO)))
                .isEqualTo(Stand.PASSED);
    }

    @Test
    void anOldApprovalExpires() {
        var brief = new Gate(null, null, "30m");

        assertThat(stand(brief, said(Decision.Approve, "bob", List.of(), AN_HOUR_AGO)))
                .isEqualTo(Stand.AWAITING_AFTER);
        assertThat(stand(brief, said(Decision.Approve, "bob", List.of(), NOW.minusSeconds(1799))))
                .isEqualTo(Stand.PASSED);
    }

    @Test
    void aWordCountsOnce() {
        var latches = new Latches(OneSite.journal());
        var word = word("abc", "all", At.After);
        latches.consume(word);

        assertThat(stand(latches, ANYBODY, word)).isEqualTo(Stand.AWAITING_AFTER);
    }

    @Test
    void aNoPausesTheRollout() {
        var latches = new Latches(OneSite.journal());

        var stand = stand(latches, ANYBODY, said(Decision.Deny, "bob", List.of(), AN_HOUR_AGO));

        assertThat(stand).isEqualTo(Stand.AWAITING_AFTER);
        assertThat(latches.pause().by()).isEqualTo("ApprovalDenied");
        assertThat(latches.pause().message()).isEqualTo("wave all was denied by bob");
    }

    @Test
    void aWordFromBeforeTheRevisionBeganIsNotHeard() {
        var early = said(Decision.Approve, "bob", List.of(), Instant.parse("2026-11-03T07:59:59Z"));

        assertThat(stand(ANYBODY, early)).isEqualTo(Stand.AWAITING_AFTER);
    }

    private static Stand stand(Gate gate, Word... words) {
        return stand(new Latches(OneSite.journal()), gate, words);
    }

    private static Stand stand(Latches latches, Gate gate, Word... words) {
        var wave = new RolloutWave("all", null, null, null, "1m", new RolloutWave.Approval(null, gate));
        var count = new Census();
        count.add(
                OneSite.running(Duration.ofHours(3)).to(Phase.SUCCEEDED, NOW.minusSeconds(7200), Reason.SUCCEEDED, ""),
                Census.Deferral.HERE);
        return new WaveGates(OneSite.rules(Traits.SHARED, wave), latches, List.of(words), NOW)
                .states(Map.of("all", count))
                .getFirst()
                .stand();
    }

    private static Word word(String revision, String wave, At at) {
        return new Word(
                "word",
                new RolloutApprovalSpec("r", revision, wave, at, Decision.Approve, null, "bob", List.of(), null),
                AN_HOUR_AGO);
    }

    private static Word said(Decision decision, String by, List<String> groups, Instant at) {
        return new Word(
                "word", new RolloutApprovalSpec("r", "abc", "all", At.After, decision, null, by, groups, null), at);
    }
}
