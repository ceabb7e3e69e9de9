// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Races that many sites run for the same few slots; which race is which stands in docs/development/testing.md. */
class RacesTest {
    private static final String CANARY = """
            waves:
            - {name: canary, select: {selector: {matchLabels: {ring: canary}}}, soak: 1m}
            - {name: rest, soak: 0s}
            """;

    /** R6. */
    @Test
    void aSiteThatGoesDarkAtWorkKeepsItsSlotUntilItIsLost() {
        var two = "waves: [{name: rest, complete: {success: 50%}}]\ncontrol: {maxConcurrency: 2, failures: {lost: 5}}";

        assertThat(new ManySites()
                        .dark(2, "rest", Phase.RUNNING)
                        .waiting(3, "rest")
                        .plan(two)
                        .admissions())
                .isEmpty();
        assertThat(new ManySites()
                        .dark(2, "rest", Phase.LOST)
                        .waiting(3, "rest")
                        .plan(two)
                        .admissions())
                .hasSize(2);
    }

    /** R7. */
    @Test
    void thousandsThatComeBackAtOnceTakeTheCatchUpLane() {
        var back = new ManySites()
                .waiting(3000, "rest")
                .afterWave("rest")
                .plan("waves: [{name: rest}]\ncontrol: {maxConcurrency: 200, offline: {catchUpConcurrency: 25}}");

        assertThat(back.admissions()).hasSize(25).allMatch(entry -> entry.lane() == Entry.Lane.CATCH_UP);
        assertThat(back.decisions())
                .filteredOn(each -> each.reason() == Reason.CATCH_UP_BUDGET)
                .hasSize(2975);
    }

    /** R10. */
    @Test
    void whatIsOfflineOrOutsideItsWindowTakesNobodysSlot() {
        var plan = new ManySites()
                .offline(5, "rest")
                .outsideTheirWindow(5, "rest")
                .waiting(2, "rest")
                .plan("waves: [{name: rest}]\ncontrol: {maxConcurrency: 2}");

        assertThat(plan.admissions())
                .extracting(entry -> entry.site().value())
                .containsExactlyInAnyOrder("store-0010.u", "store-0011.u");
    }

    /** R13. */
    @Test
    void strictHasNoMoreInFlightThanMayStillFailAndOne() {
        var strict = "waves: [{name: rest}]\ncontrol: {maxConcurrency: 50, failures: {max: 3, bound: Strict}}";
        var one = new ManySites().failed(1, "rest").waiting(20, "rest").succeeded(20, "rest");

        assertThat(one.plan(strict).admissions()).hasSize(3);
        assertThat(one.running(3, "rest").plan(strict).decisions())
                .filteredOn(each -> each.reason() == Reason.FAILURE_BOUND)
                .hasSize(20);
    }

    /** R14. */
    @Test
    void aLateSuccessLowersTheCountAndResumesNothing() {
        var plan = new ManySites()
                .endingLate(1, "rest")
                .waiting(3, "rest")
                .tripped()
                .plan("control: {maxConcurrency: 5, failures: {max: 0}}");

        assertThat(plan.entries()).extracting(Entry::phase).containsExactly(Phase.SUCCEEDED);
        assertThat(plan.counts().get("").timedOut()).isZero();
        assertThat(plan.admissions()).isEmpty();
        assertThat(plan.journal().pause()).isNotNull();
    }

    /** R18. */
    @Test
    void aLimitBelowWhatRunsStopsNobodyAndAdmitsNobody() {
        var plan = new ManySites().running(5, "rest").waiting(3, "rest").plan("control: {maxConcurrency: 2}");

        assertThat(plan.admissions()).isEmpty();
        assertThat(plan.decisions())
                .filteredOn(Decision.Follow.class::isInstance)
                .hasSize(5);
        assertThat(plan.decisions()).noneMatch(Decision.Cancel.class::isInstance);
    }

    /** R21: six of the six that are there, though ten were selected. */
    @Test
    void aShareIsOfTheSitesThatAreThere() {
        var plan = new ManySites()
                .succeeded(6, "canary")
                .offline(4, "canary")
                .waiting(1, "rest")
                .plan(CANARY.replace("soak: 1m", "soak: 1m, complete: {success: 95%}"));

        assertThat(plan.journal().latches())
                .singleElement()
                .satisfies(latch -> assertThat(latch.passedAt()).isNotNull());
    }

    /** R21: one of four would not pass it now. */
    @Test
    void aWaveThatWasPassedStaysPassedWhoeverJoinsIt() {
        var plan = new ManySites()
                .succeeded(1, "canary")
                .waiting(3, "canary")
                .waiting(2, "rest")
                .afterWave("canary")
                .plan(CANARY + "control: {maxConcurrency: 9, failures: {max: 9}}");

        assertThat(plan.waves().getFirst().stand()).isEqualTo(WaveState.Stand.PASSED);
        assertThat(plan.admissions()).hasSize(5);
    }

    /** R22. */
    @Test
    void aCanaryThatHadEverythingBeforeIsNoEvidence() {
        var plan = new ManySites().current(2, "canary").waiting(3, "rest").plan(CANARY);

        assertThat(plan.waves().getFirst().stand()).isEqualTo(WaveState.Stand.NO_EVIDENCE);
        assertThat(plan.waves().getFirst().message())
                .isEqualTo("0 of the 1 that must really succeed did, and 2 had everything before:"
                        + " approve the wave if that is enough");
        assertThat(plan.admissions()).isEmpty();
    }

    /** R24: fewer than 80 % can succeed, and yet no more than eight have failed. */
    @Test
    void aWaveBetweenItsThresholdsPausesAndDoesNotStallInSilence() {
        var plan = new ManySites()
                .succeeded(14, "canary")
                .failed(6, "canary")
                .waiting(9, "rest")
                .plan(CANARY.replace("soak: 1m", "complete: {success: 80%}") + "control: {failures: {max: 8}}");

        assertThat(plan.journal().pause()).isNotNull();
        assertThat(plan.journal().pause().message())
                .isEqualTo("wave canary cannot be passed any more: 14 can still succeed, 16 must");
    }
}
