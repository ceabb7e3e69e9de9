// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static io.granary.rollout.core.OneSite.NOW;
import static io.granary.rollout.core.OneSite.action;
import static io.granary.rollout.core.OneSite.running;
import static io.granary.rollout.core.OneSite.sighting;
import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.crd.v1alpha1.RolloutStatus.WaveLatch;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.State;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the facts make of one entry. */
class ClassifierTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void whoHasTheContentWithoutUsIsNoSuccess() {
        var pending = Entry.pending(OneSite.UID, 3, "all", NOW.minus(HOUR));

        assertThat(seen(pending, sighting(Desired.YES, null)).phase()).isEqualTo(Phase.CURRENT);
    }

    @Test
    void startedMeansThatTheActionWasSeen() {
        var admitted = Entry.pending(OneSite.UID, 3, "all", NOW.minus(HOUR))
                .admitted("all", 1, Entry.Lane.WAVE, NOW.minus(HOUR));

        assertThat(seen(admitted, sighting(Desired.NO, null)).startedAt()).isNull();
        assertThat(seen(admitted, sighting(Desired.NO, action(State.RUNNING))).startedAt())
                .isEqualTo(NOW);
    }

    @Test
    void successIsTheEndOfTheActionAndTheContent() {
        var running = running(Duration.ofMinutes(5));

        assertThat(seen(running, sighting(Desired.YES, action(State.SUCCEEDED))).succeededAt())
                .isEqualTo(NOW);
        assertThat(seen(running, sighting(Desired.NO, action(State.SUCCEEDED))).phase())
                .isEqualTo(Phase.VERIFYING);
        assertThat(seen(running, sighting(Desired.YES, action(State.RUNNING))).phase())
                .isEqualTo(Phase.RUNNING);
    }

    @Test
    void theActionOfAnotherRevisionOrTryIsNotOurs() {
        var other = new Sighting.Action(2, 1, State.SUCCEEDED, FailureClass.Transient, "");
        var earlier = new Sighting.Action(3, 9, State.FAILED, FailureClass.Transient, "");

        assertThat(seen(running(Duration.ofMinutes(5)), sighting(Desired.NO, other))
                        .phase())
                .isEqualTo(Phase.RUNNING);
        assertThat(seen(running(Duration.ofMinutes(5)), sighting(Desired.NO, earlier))
                        .phase())
                .isEqualTo(Phase.RUNNING);
    }

    @Test
    void aTransientFailureIsTriedAgainAndAPermanentOneIsNot() {
        var permanent = new Sighting.Action(3, 1, State.FAILED, FailureClass.Permanent, "404");

        assertThat(seen(running(HOUR), sighting(Desired.NO, action(State.FAILED)))
                        .phase())
                .isEqualTo(Phase.BACKOFF);
        assertThat(seen(running(HOUR), sighting(Desired.NO, permanent)).phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void onlyReachableTimeCountsAgainstTheRunTimeout() {
        var dark = running(HOUR);
        var meter = dark.meter().dark(NOW.minus(Duration.ofMinutes(50)), NOW.minus(Duration.ofMinutes(49)));

        assertThat(seen(dark, sighting(Desired.NO, action(State.RUNNING))).phase())
                .isEqualTo(Phase.TIMED_OUT);
        assertThat(seen(dark.metered(meter), sighting(Desired.NO, action(State.RUNNING)))
                        .phase())
                .isEqualTo(Phase.RUNNING);
    }

    @Test
    void aStartedSiteIsLostOnlyAfterItsTimeAndNotWhileMostSitesAreDark() {
        var dark = running(Duration.ofHours(30));
        var since = dark.metered(dark.meter().dark(NOW.minus(Duration.ofHours(25)), NOW.minus(Duration.ofHours(25))));
        var away = OneSite.offline(NOW.minus(Duration.ofHours(25)));
        var here = OneSite.site();

        assertThat(classifier(List.of(away, here)).classify(away, since, null).phase())
                .isEqualTo(Phase.LOST);
        assertThat(classifier(List.of(away, away, here))
                        .classify(away, since, null)
                        .phase())
                .isEqualTo(Phase.RUNNING);
    }

    @Test
    void aSiteThatWentDarkBeforeAnythingWasSeenIsReleasedAndNotLost() {
        var admitted = Entry.pending(OneSite.UID, 3, "all", NOW.minus(Duration.ofHours(30)))
                .admitted("all", 1, Entry.Lane.WAVE, NOW.minus(Duration.ofHours(30)));
        var since = admitted.metered(
                admitted.meter().dark(NOW.minus(Duration.ofHours(25)), NOW.minus(Duration.ofHours(25))));
        var away = OneSite.offline(NOW.minus(Duration.ofHours(25)));

        var released = classifier(List.of(away, OneSite.site())).classify(away, since, null);

        assertThat(released.phase()).isEqualTo(Phase.PENDING);
        assertThat(released.attempt()).isZero();
    }

    @Test
    void aLostSiteThatReturnsIsJudgedByItsAction() {
        var lost = running(Duration.ofDays(2)).to(Phase.LOST, NOW.minus(HOUR), Reason.LOST, "");

        assertThat(seen(lost, sighting(Desired.YES, action(State.SUCCEEDED))).code())
                .isEqualTo("SucceededLate");
        assertThat(seen(lost, sighting(Desired.NO, action(State.RUNNING))).phase())
                .isEqualTo(Phase.RUNNING);
        assertThat(seen(lost, sighting(Desired.NO, null)).code()).isEqualTo("ActionVanished");
    }

    @Test
    void aSiteThatLosesTheContentBeforeItsWaveIsPassedHasFailed() {
        var well = running(HOUR).to(Phase.SUCCEEDED, NOW.minusSeconds(60), Reason.SUCCEEDED, "");

        assertThat(seen(well, sighting(Desired.NO, null)).code()).isEqualTo("Regressed");
        assertThat(seen(well, sighting(Desired.UNKNOWN, null))).isEqualTo(well);
    }

    @Test
    void anActionThatVanishedIsGivenTenMinutes() {
        assertThat(seen(running(Duration.ofMinutes(9)), sighting(Desired.NO, null))
                        .phase())
                .isEqualTo(Phase.RUNNING);
        assertThat(seen(running(Duration.ofMinutes(11)), sighting(Desired.NO, null))
                        .code())
                .isEqualTo("ActionVanished");
    }

    /** R20: objects are collected at sites before we look. */
    @Test
    void anActionThatIsGoneIsJudgedByTheContent() {
        var running = running(Duration.ofMinutes(5));
        var stale = new Sighting(
                NOW.minus(HOUR), Desired.YES, null, Sighting.Staged.NO, Sighting.Precheck.FINE, null, null);

        assertThat(seen(running, sighting(Desired.YES, null)).message())
                .isEqualTo("has the content; its action object is gone");
        assertThat(seen(running, stale).phase()).isEqualTo(Phase.RUNNING);
    }

    /** R16: what a local admin changes afterwards is the business of policies. */
    @Test
    void whatChangesAfterTheWaveWasPassedChangesNoOutcome() {
        var latches = new Latches(OneSite.journal());
        latches.set(new WaveLatch("all", null, null, NOW.toString()));
        var well = running(HOUR).to(Phase.SUCCEEDED, NOW.minusSeconds(60), Reason.SUCCEEDED, "");

        var later = new Classifier(OneSite.rules(), latches, List.of(OneSite.site()), NOW)
                .classify(OneSite.site(), well, sighting(Desired.NO, null));

        assertThat(later).isEqualTo(well);
    }

    /** R17: machines restart during an upgrade, however impatient somebody is. */
    @Test
    void aSiteThatRestartsIsNotLostForThat() {
        var rules = ManySites.rules(
                "{target: {upgrade: {version: v1.8.2}}, control: {timeouts: {lost: 5m}}}",
                new Traits(Traits.Access.EXCLUSIVE, Traits.Interruption.NEVER, Traits.Staging.NONE));

        assertThat(darkFor(Duration.ofMinutes(50), rules).phase()).isEqualTo(Phase.RUNNING);
        assertThat(darkFor(Duration.ofMinutes(61), rules).phase()).isEqualTo(Phase.LOST);
    }

    @Test
    void timeInAnEntryNeverGoesBack() {
        var later = running(Duration.ofMinutes(-5));

        assertThat(seen(later, sighting(Desired.YES, action(State.SUCCEEDED))).since())
                .isEqualTo(NOW.plus(Duration.ofMinutes(5)));
    }

    private static Entry darkFor(Duration span, Rules rules) {
        var since = NOW.minus(span);
        var entry = running(Duration.ofHours(2));
        return new Classifier(rules, new Latches(OneSite.journal()), List.of(OneSite.site()), NOW)
                .classify(OneSite.offline(since), entry.metered(entry.meter().dark(since, since)), null);
    }

    private static Entry seen(Entry entry, @Nullable Sighting sighting) {
        return classifier(List.of(OneSite.site())).classify(OneSite.site(), entry, sighting);
    }

    private static Classifier classifier(List<SiteView> sites) {
        return new Classifier(OneSite.rules(), new Latches(OneSite.journal()), sites, NOW);
    }
}
