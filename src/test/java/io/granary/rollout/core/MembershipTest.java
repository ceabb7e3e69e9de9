// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static io.granary.rollout.core.OneSite.NOW;
import static io.granary.rollout.core.OneSite.UID;
import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.RolloutSelector;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutWave;
import io.granary.rollout.core.Sighting.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Edits of labels, selectors and waves never stop, double or re-order what was begun (S12). */
class MembershipTest {
    @Test
    void whatRunsGoesOnWhenTheSelectorNoLongerHasTheSite() {
        var running = OneSite.running(Duration.ofMinutes(5));

        var followed = decided(site("warehouse", "rest"), running, OneSite.action(State.RUNNING));

        assertThat(followed).isInstanceOf(Decision.Follow.class);
    }

    @Test
    void aSiteThatStartedKeepsItsWaveWhateverItsLabelsSayNow() {
        var ended = plan(site("store", "canary"), OneSite.running(Duration.ofMinutes(5)), seen(State.SUCCEEDED));

        assertThat(ended.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.phase()).isEqualTo(Phase.SUCCEEDED);
            assertThat(entry.wave()).isEqualTo("all");
        });
        assertThat(ended.counts()).doesNotContainKey("canary");
    }

    @Test
    void aSiteThatWaitsMovesWithItsLabels() {
        var waiting = Entry.pending(UID, 3, "rest", NOW);

        assertThat(decided(site("store", "canary"), waiting, null))
                .isInstanceOfSatisfying(
                        Decision.Admit.class,
                        admit -> assertThat(admit.entry().wave()).isEqualTo("canary"));
    }

    @Test
    void whatWaitsAndIsNoLongerSelectedIsLeftAlone() {
        var released = Entry.pending(UID, 3, "rest", NOW)
                .admitted("rest", 1, Entry.Lane.WAVE, NOW)
                .released(NOW, Reason.WINDOW_CLOSED, "its window closed");
        var failed = OneSite.running(Duration.ofHours(9))
                .to(Phase.BACKOFF, NOW.minus(Duration.ofHours(8)), Reason.FAILED, "disk full");

        assertThat(plan(site("warehouse", "rest"), released, OneSite.EMPTY).decisions())
                .isEmpty();
        assertThat(plan(site("warehouse", "rest"), failed, OneSite.EMPTY).decisions())
                .isEmpty();
    }

    @Test
    void aStartThatIsSeenHoldsASlotAlsoAtASiteThatIsNoLongerSelected() {
        var released = Entry.pending(UID, 3, "rest", NOW);

        assertThat(decided(site("warehouse", "rest"), released, OneSite.action(State.RUNNING)))
                .isInstanceOf(Decision.Follow.class);
    }

    private static Decision decided(SiteView site, Entry entry, Sighting.@Nullable Action action) {
        return plan(site, entry, OneSite.sighting(Sighting.Desired.NO, action))
                .decisions()
                .getFirst();
    }

    private static Sighting seen(State state) {
        return OneSite.sighting(Sighting.Desired.YES, OneSite.action(state));
    }

    private static RolloutPlan plan(SiteView site, Entry entry, Sighting seen) {
        var stores = new RolloutSpec.Sites(new RolloutSelector(Map.of("role", "store"), List.of()), List.of());
        var target = new RolloutTarget(new RolloutTarget.ImageTarget("v1", null, null, null), null, null, null);
        var ring = new RolloutSelector(Map.of("ring", "canary"), List.of());
        var canary =
                new RolloutWave("canary", new RolloutWave.Select(List.of(), ring, null, null), null, null, null, null);
        var spec = new RolloutSpec(
                target,
                stores,
                List.of(),
                List.of(canary, new RolloutWave("rest", null, null, null, null, null)),
                null);
        var observed = new Observed(
                OneSite.journal(),
                List.of(site),
                Map.of(UID, entry),
                Map.of(),
                Map.of(UID, seen),
                List.of(),
                Map.of(),
                NOW);
        return RolloutPlanner.plan(
                RulesReader.read("rollout-1", spec, Traits.SHARED, RulesReader.Kind.FORWARD), observed, NOW);
    }

    private static SiteView site(String role, String ring) {
        var labels = Map.of("role", role, "ring", ring);
        var contact = new SiteView.Contact(true, NOW);
        return new SiteView(UID, "store-1", labels, SiteCalendar.ANY, Instant.EPOCH, contact, Duration.ZERO, null);
    }
}
