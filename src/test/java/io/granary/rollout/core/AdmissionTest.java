// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static io.granary.rollout.core.OneSite.EMPTY;
import static io.granary.rollout.core.OneSite.NOW;
import static io.granary.rollout.core.OneSite.decided;
import static io.granary.rollout.core.OneSite.site;
import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.RolloutWave;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.Precheck;
import io.granary.rollout.core.Sighting.Verdict;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Why one site must wait, and when it need not. */
class AdmissionTest {

    @Test
    void aSiteThatNothingHoldsIsAdmitted() {
        assertThat(decided(site(), EMPTY)).isInstanceOf(Decision.Admit.class);
    }

    @Test
    void aSiteThatIsOfflineWaitsAndSaysSinceWhen() {
        var held = decided(OneSite.offline(NOW.minusSeconds(60)), null);

        assertThat(held.reason()).isEqualTo(Reason.OFFLINE);
        assertThat(held.sentence()).isEqualTo("offline since 2026-11-03T11:59:00Z; follows when it is back");
    }

    @Test
    void aClockThatIsOffByMoreThanTwoMinutesHolds() {
        var tolerable = site(SiteCalendar.ANY, Duration.ofSeconds(120), null);
        var off = site(SiteCalendar.ANY, Duration.ofSeconds(121), null);

        assertThat(decided(tolerable, EMPTY)).isInstanceOf(Decision.Admit.class);
        assertThat(decided(off, EMPTY).reason()).isEqualTo(Reason.CLOCK_SKEW);
        assertThat(decided(off, EMPTY).sentence()).isEqualTo("its clock is off by 121 s: repair NTP");
    }

    @Test
    void nothingStartsWhileTheHubsClockIsBehindWhatItWroteItself() {
        var soon = decided(OneSite.rules(), site(), null, EMPTY, NOW.plus(Duration.ofMinutes(5)));
        var back = decided(
                OneSite.rules(),
                site(),
                null,
                EMPTY,
                NOW.plus(Duration.ofMinutes(5)).plusSeconds(1));

        assertThat(soon).isInstanceOf(Decision.Admit.class);
        assertThat(back.reason()).isEqualTo(Reason.CLOCK_BACK);
    }

    @Test
    void whatIsNotKnownHolds() {
        assertThat(decided(site(), null).reason()).isEqualTo(Reason.UNOBSERVED);
        assertThat(decided(site(), OneSite.sighting(Desired.UNKNOWN, null)).reason())
                .isEqualTo(Reason.UNOBSERVED);
    }

    @Test
    void aPersonsHoldHoldsUntilItEnds() {
        var held = site(SiteCalendar.ANY, Duration.ZERO, new SiteView.Hold("stocktaking", NOW.plusSeconds(9)));
        var over = site(SiteCalendar.ANY, Duration.ZERO, new SiteView.Hold("stocktaking", NOW));

        assertThat(decided(held, EMPTY))
                .isEqualTo(new Decision.Hold(held, Reason.SITE_HOLD, "held by hand: stocktaking", NOW.plusSeconds(9)));
        assertThat(decided(over, EMPTY)).isInstanceOf(Decision.Admit.class);
    }

    @Test
    void aSiteThatIsBusyWaits() {
        assertThat(decided(site(), seen("an upgrade is running", null, Precheck.FINE))
                        .reason())
                .isEqualTo(Reason.SITE_BUSY);
    }

    @Test
    void onlyOneRolloutHasASiteToItself() {
        var exclusive = rules(new Traits(Traits.Access.EXCLUSIVE, Traits.Interruption.NEVER, Traits.Staging.NONE));
        var taken = seen(null, "another", Precheck.FINE);

        assertThat(decided(exclusive, site(), null, taken, NOW).reason()).isEqualTo(Reason.SITE_BUSY);
        assertThat(decided(exclusive, site(), null, seen(null, "rollout-1", Precheck.FINE), NOW))
                .isInstanceOf(Decision.Admit.class);
        assertThat(decided(site(), taken)).isInstanceOf(Decision.Admit.class);
    }

    @Test
    void whatMayPassHoldsAndWhatDoesNotApplyIsSkipped() {
        var later = seen(null, null, new Precheck(Verdict.RETRY, "the image is not ready"));
        var never = seen(null, null, new Precheck(Verdict.NOT_APPLICABLE, "arm64 only"));

        assertThat(decided(site(), later).sentence()).isEqualTo("the image is not ready");
        assertThat(decided(site(), never)).isInstanceOf(Decision.Done.class);
        assertThat(decided(site(), never).sentence()).isEqualTo("arm64 only");
    }

    @Test
    void aWindowMustHaveEnoughLeft() {
        // It is 13:00 in Zurich: the first ends in ten minutes, the second in three hours.
        var ending = site(weekly(LocalTime.of(9, 10)), Duration.ZERO, null);
        var fresh = site(weekly(LocalTime.of(12, 0)), Duration.ZERO, null);

        assertThat(decided(halfAnHour(), ending, null, EMPTY, NOW).sentence())
                .isEqualTo("too little of its window is left until 2026-11-03T12:10:00Z");
        assertThat(decided(halfAnHour(), fresh, null, EMPTY, NOW)).isInstanceOf(Decision.Admit.class);
    }

    @Test
    void aWindowWithoutAZoneNeverOpensByAccident() {
        var nowhere = new SiteCalendar(null, weekly(LocalTime.of(12, 0)).windows());

        assertThat(decided(site(nowhere, Duration.ZERO, null), EMPTY).reason()).isEqualTo(Reason.NO_TIME_ZONE);
    }

    @Test
    void aFailedTryIsMadeAgainAfterItsPause() {
        var failed = OneSite.running(Duration.ofHours(1)).to(Phase.BACKOFF, NOW, Reason.FAILED, "disk full");
        var held = decided(OneSite.rules(), site(), failed, EMPTY, NOW);

        assertThat(held.reason()).isEqualTo(Reason.BACKOFF);
        assertThat(held.sentence()).endsWith("after: disk full");
        var rested = OneSite.running(Duration.ofHours(9))
                .to(Phase.BACKOFF, NOW.minus(Duration.ofHours(8)), Reason.FAILED, "disk full");
        assertThat(decided(OneSite.rules(), site(), rested, EMPTY, NOW))
                .isInstanceOfSatisfying(
                        Decision.Admit.class,
                        again -> assertThat(again.entry().attempt()).isEqualTo(2));
    }

    @Test
    void anAdmissionIsGivenBackWhenSomebodyElseBroughtTheContentFirst() {
        var admitted = Entry.pending(OneSite.UID, 3, "all", NOW)
                .admitted("all", 1, Entry.Lane.WAVE, NOW)
                .stamped(1, 5);
        var brought = OneSite.sighting(Desired.YES, null);

        assertThat(decided(OneSite.rules(), site(), admitted, brought, NOW))
                .isInstanceOfSatisfying(Decision.Release.class, back -> {
                    assertThat(back.reason()).isEqualTo(Reason.ALREADY_CURRENT);
                    assertThat(decided(OneSite.rules(), site(), back.entry(), brought, NOW))
                            .isInstanceOf(Decision.Done.class);
                });
        assertThat(decided(OneSite.rules(), site(), admitted, EMPTY, NOW)).isInstanceOf(Decision.Follow.class);
    }

    private static Rules rules(Traits traits) {
        return OneSite.rules(traits, new RolloutWave("all", null, null, null, null, null));
    }

    /** That much must be left in the window. */
    private static Rules halfAnHour() {
        return ManySites.rules(
                "{target: {image: {name: v1}}, waves: [{name: all}], control: {windows: {minRemaining: 30m}}}",
                Traits.SHARED);
    }

    /** Four hours every day, in Zurich. */
    private static SiteCalendar weekly(LocalTime start) {
        return new SiteCalendar(
                ZoneId.of("Europe/Zurich"), List.of(new SiteCalendar.Weekly(Set.of(), start, Duration.ofHours(4))));
    }

    private static Sighting seen(@Nullable String busy, @Nullable String lock, Precheck precheck) {
        return new Sighting(NOW, Desired.NO, null, Sighting.Staged.NO, precheck, busy, lock);
    }
}
