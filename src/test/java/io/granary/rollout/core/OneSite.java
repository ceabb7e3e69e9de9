// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import io.granary.crd.v1alpha1.RolloutStatus.RevisionInfo;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutWave;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One site, one rollout, one moment: facts with good defaults, to change one at a time. */
final class OneSite {
    static final Instant NOW = Instant.parse("2026-11-03T12:00:00Z");
    static final SiteUid UID = new SiteUid("c-1.u1");
    static final RevisionInfo REVISION = new RevisionInfo(3, "abc", "2026-11-03T08:00:00Z", null, "ann", 1);
    static final Sighting EMPTY = sighting(Desired.NO, null);

    private OneSite() {}

    static Rules rules(Traits traits, RolloutWave... waves) {
        var target = new RolloutTarget(new RolloutTarget.ImageTarget("v1", null, null, null), null, null, null);
        var spec = new RolloutSpec(target, null, List.of(), List.of(waves), null);
        return RulesReader.read("rollout-1", spec, traits, RulesReader.Kind.FORWARD);
    }

    static Rules rules() {
        return rules(Traits.SHARED, new RolloutWave("all", null, null, null, null, null));
    }

    static Journal journal() {
        return new Journal(1, 5, REVISION, null, null, List.of(), List.of());
    }

    static SiteView site(SiteCalendar calendar, Duration skew, SiteView.@Nullable Hold hold) {
        return new SiteView(
                UID, "store-1", Map.of(), calendar, Instant.EPOCH, new SiteView.Contact(true, NOW), skew, hold);
    }

    static SiteView site() {
        return site(SiteCalendar.ANY, Duration.ZERO, null);
    }

    static SiteView offline(Instant lastSeen) {
        return new SiteView(
                UID,
                "store-1",
                Map.of(),
                SiteCalendar.ANY,
                Instant.EPOCH,
                new SiteView.Contact(false, lastSeen),
                Duration.ZERO,
                null);
    }

    static Sighting sighting(Desired desired, Sighting.@Nullable Action action) {
        return new Sighting(NOW, desired, action, Sighting.Staged.NO, Sighting.Precheck.FINE, null, null);
    }

    static Sighting.Action action(State state) {
        return new Sighting.Action(3, 1, state, FailureClass.Transient, "disk full");
    }

    /** The first try, seen to run for so long. */
    static Entry running(Duration since) {
        var admitted = Entry.pending(UID, 3, "all", NOW.minus(since))
                .admitted("all", 1, Entry.Lane.WAVE, NOW.minus(since))
                .stamped(1, 5);
        return admitted.metered(admitted.meter().lit(NOW.minus(since)))
                .to(Phase.RUNNING, NOW.minus(since), Reason.RUNNING, "");
    }

    /** What is decided about the site. */
    static Decision decided(
            Rules rules, SiteView site, @Nullable Entry entry, @Nullable Sighting seen, Instant newest) {
        var observed = new Observed(
                journal(),
                List.of(site),
                entry == null ? Map.of() : Map.of(UID, entry),
                Map.of(),
                seen == null ? Map.of() : Map.of(UID, seen),
                List.of(),
                Map.of(),
                newest);
        return RolloutPlanner.plan(rules, observed, NOW).decisions().getFirst();
    }

    static Decision decided(SiteView site, @Nullable Sighting seen) {
        return decided(rules(), site, null, seen, NOW);
    }
}
