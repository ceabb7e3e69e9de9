// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static io.granary.rollout.core.OneSite.NOW;
import static io.granary.rollout.core.OneSite.UID;
import static io.granary.rollout.core.OneSite.site;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DURATION;

import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.Precheck;
import io.granary.rollout.core.Sighting.Staged;
import io.granary.rollout.core.Sighting.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who fetches ahead, and what that costs: never a slot of a wave, never a failure. */
class StagingLaneTest {
    private static final Traits AHEAD =
            new Traits(Traits.Access.SHARED, Traits.Interruption.ALLOWED, Traits.Staging.AHEAD);
    /** Opens in eight hours. */
    private static final SiteCalendar TONIGHT = new SiteCalendar(
            ZoneId.of("UTC"), List.of(new SiteCalendar.Weekly(Set.of(), LocalTime.of(20, 0), Duration.ofHours(4))));

    private static final Rules FETCHING = rules("stage: {ahead: true}", AHEAD);

    @Test
    void aSiteFetchesWhileItsWindowIsClosed() {
        var decision = decided(FETCHING, TONIGHT, null, Staged.NO);

        assertThat(decision).isInstanceOf(Decision.Stage.class);
        assertThat(decision.sentence()).isEqualTo("fetches ahead; its window opens at 2026-11-03T20:00:00Z");
    }

    @Test
    void oneThatMayStartStartsAndFetchesNothingAhead() {
        assertThat(decided(FETCHING, SiteCalendar.ANY, null, Staged.NO)).isInstanceOf(Decision.Admit.class);
        assertThat(decided(FETCHING, SiteCalendar.ANY, asked(Duration.ofMinutes(1)), Staged.running("9 %")))
                .isInstanceOf(Decision.Admit.class);
    }

    @Test
    void nobodyFetchesUnlessTheRolloutAsksAndThePayloadCan() {
        var silent = rules("", AHEAD);
        var unable = rules("stage: {ahead: true}", Traits.SHARED);

        assertThat(decided(silent, TONIGHT, null, Staged.NO).reason()).isEqualTo(Reason.WINDOW);
        assertThat(decided(unable, TONIGHT, null, Staged.NO).reason()).isEqualTo(Reason.WINDOW);
    }

    @Test
    void theWindowOfFetchingIsItsOwn() {
        assertThat(decided(rules("stage: {ahead: true}, windows: {stage: Any}", AHEAD), TONIGHT, null, Staged.NO))
                .isInstanceOf(Decision.Stage.class);
        assertThat(decided(rules("stage: {ahead: true}, windows: {stage: Site}", AHEAD), TONIGHT, null, Staged.NO))
                .isInstanceOf(Decision.Hold.class);
    }

    @Test
    void whatIsAmissAtTheSiteHoldsFetchingToo() {
        var broken = new Precheck(Verdict.RETRY, "the disk is full");
        var seen = new Sighting(NOW, Desired.NO, null, Staged.NO, broken, null, null);

        assertThat(OneSite.decided(FETCHING, site(TONIGHT, Duration.ZERO, null), null, seen, NOW))
                .isInstanceOf(Decision.Hold.class);
    }

    @Test
    void whatWasFetchedIsKeptAndWhatIsGoneAgainIsForgotten() {
        var done = planned(asked(Duration.ofHours(1)), Staged.DONE);
        var staged = done.entries().getFirst();

        assertThat(staged.phase()).isEqualTo(Phase.STAGED);
        assertThat(done.counts().get("").staged()).isEqualTo(1);
        assertThat(done.decisions().getFirst().sentence()).endsWith("; fetched ahead");
        assertThat(planned(
                                asked(Duration.ofHours(1)).to(Phase.STAGED, NOW.minusSeconds(60), Reason.STAGED, ""),
                                Staged.NO)
                        .entries())
                .extracting(Entry::phase)
                .containsExactly(Phase.PENDING);
    }

    @Test
    void aFailureIsToldAndAskedAgainLaterAndIsNoFailureOfTheSite() {
        var plan = planned(asked(Duration.ofMinutes(1)), Staged.failed("404"));
        var entry = plan.entries().getFirst();

        assertThat(entry.phase()).isEqualTo(Phase.PENDING);
        assertThat(entry.attempt()).isZero();
        assertThat(plan.counts().get("").failed()).isZero();
        assertThat(plan.decisions().getFirst().sentence())
                .matches(".*; could not fetch ahead 1 of 5 times, tries again at .*: 404");
        assertThat(plan.wakeUpAt()).isBetween(NOW.plusSeconds(1440), NOW.plusSeconds(2160));
        var later = entry.to(Phase.PENDING, NOW.minusSeconds(1), Reason.STAGING_FAILED, "404");
        assertThat(decided(FETCHING, TONIGHT, older(later), Staged.failed("404")))
                .isInstanceOf(Decision.Stage.class);
    }

    @Test
    void eachFailureWaitsLongerAndTheFifthIsTheLast() {
        var entry = asked(Duration.ofMinutes(1));
        var waits = new ArrayList<Duration>();
        for (int miss = 1; miss < 5; miss++) {
            entry = planned(entry, Staged.failed("disk full")).entries().getFirst();
            waits.add(Duration.between(
                    NOW, planned(entry, Staged.failed("disk full")).wakeUpAt()));
            entry = again(entry);
        }
        var last = planned(entry, Staged.failed("disk full"));

        assertThat(waits).isSorted().last(as(DURATION)).isGreaterThan(Duration.ofHours(4));
        assertThat(last.decisions().getFirst().sentence())
                .endsWith("; could not fetch ahead 5 times and is not asked again; mend this before its start, which"
                        + " fetches then: disk full");
        assertThat(planned(last.entries().getFirst(), Staged.failed("disk full"))
                        .decisions())
                .noneMatch(Decision.Stage.class::isInstance);
    }

    @Test
    void oneThatFetchesForTooLongGivesItsPlaceBack() {
        assertThat(planned(asked(Duration.ofHours(12)), Staged.running("1 %")).entries())
                .isEmpty();
        assertThat(planned(asked(Duration.ofHours(13)), Staged.running("1 %")).entries())
                .extracting(Entry::code)
                .containsExactly("StagingFailed");
    }

    @Test
    void theLaneHasItsOwnConcurrencyAndTheDarkHoldNoPlace() {
        var plan = many(10, 3, "", 0);

        assertThat(plan.fetches()).hasSize(1);
        assertThat(fetching(plan)).isEqualTo(3);
        assertThat(plan.admissions()).isEmpty();
    }

    @Test
    void ofASharedLineItGetsWhatStartsLeave() {
        var plan = many(10, 8, "wan", 2);

        assertThat(fetching(plan)).as("two asked before, and one line for all").isEqualTo(2);
        assertThat(plan.fetches()).isEmpty();
    }

    private static long fetching(RolloutPlan plan) {
        return plan.decisions().stream()
                .filter(Decision.Stage.class::isInstance)
                .count();
    }

    /** Two fetch already, a third did when it went dark. */
    private static RolloutPlan many(int count, int most, String label, int perLine) {
        var sites = new ArrayList<SiteView>();
        var entries = new HashMap<SiteUid, Entry>();
        var seen = new HashMap<SiteUid, Sighting>();
        for (int i = 0; i < count; i++) {
            var uid = new SiteUid("c-%02d.u".formatted(i));
            var contact = new SiteView.Contact(i != 2, NOW);
            var labels = Map.of("wan", "one");
            sites.add(new SiteView(uid, "s" + i, labels, TONIGHT, Instant.EPOCH, contact, Duration.ZERO, null));
            seen.put(uid, sighting(i < 3 ? Staged.running("") : Staged.NO));
            if (i < 3) {
                entries.put(uid, Entry.pending(uid, 3, "all", NOW).to(Phase.STAGING, NOW, Reason.STAGING, ""));
            }
        }
        var line = perLine == 0 ? "" : ", perGroup: {label: " + label + ", maxConcurrency: " + perLine + "}";
        var rules = rules("stage: {ahead: true, maxConcurrency: " + most + "}" + line, AHEAD);
        var observed = new Observed(OneSite.journal(), sites, entries, Map.of(), seen, List.of(), Map.of(), NOW);
        return RolloutPlanner.plan(rules, observed, NOW);
    }

    private static Rules rules(String control, Traits traits) {
        return ManySites.rules(
                "{target: {image: {name: v1}}, waves: [{name: all}], control: {" + control + "}}", traits);
    }

    private static Entry asked(Duration ago) {
        return Entry.pending(UID, 3, "all", NOW.minus(ago)).to(Phase.STAGING, NOW.minus(ago), Reason.STAGING, "");
    }

    /** Asked for once more, a minute ago. */
    private static Entry again(Entry failed) {
        var asked = Entry.pending(UID, 3, "all", NOW.minus(Duration.ofHours(2)));
        for (int miss = 0; miss < failed.misses(); miss++) {
            asked = asked.missed(NOW.minus(Duration.ofHours(2)), "disk full");
        }
        return asked.to(Phase.STAGING, NOW.minus(Duration.ofMinutes(1)), Reason.STAGING, "");
    }

    private static Entry older(Entry entry) {
        return Entry.pending(UID, 3, "all", NOW.minus(Duration.ofHours(2)))
                .missed(NOW.minus(Duration.ofHours(1)), entry.message());
    }

    private static Sighting sighting(Staged staged) {
        return new Sighting(NOW, Desired.NO, null, staged, Precheck.FINE, null, null);
    }

    private static RolloutPlan planned(Entry entry, Staged staged) {
        var observed = new Observed(
                OneSite.journal(),
                List.of(site(TONIGHT, Duration.ZERO, null)),
                Map.of(UID, entry),
                Map.of(),
                Map.of(UID, sighting(staged)),
                List.of(),
                Map.of(),
                NOW);
        return RolloutPlanner.plan(FETCHING, observed, NOW);
    }

    private static Decision decided(Rules rules, SiteCalendar calendar, Entry entry, Staged staged) {
        return OneSite.decided(rules, site(calendar, Duration.ZERO, null), entry, sighting(staged), NOW);
    }
}
