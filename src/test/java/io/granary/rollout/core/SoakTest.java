// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.RolloutWave;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A wave that soaks says until when, and to whom it may come as a surprise, how it could be less. */
class SoakTest {
    private static final Sighting THERE =
            OneSite.sighting(Sighting.Desired.YES, OneSite.action(Sighting.State.SUCCEEDED));

    @Test
    void aRolloutWithoutWavesSaysHowToSoakForLess() {
        assertThat(message())
                .isEqualTo("soaks until 2026-11-03T13:00:00Z, as a rollout without waves does: for less, set"
                        + " spec.waves to"
                        + " [{name: canary, select: {percent: 1%}, soak: 1m}]");
    }

    @Test
    void whoWroteTheWavesKnows() {
        var select = new RolloutWave.Select(List.of(), null, "1%", null);

        assertThat(message(new RolloutWave("canary", select, null, null, "20m", null)))
                .isEqualTo("soaks until 2026-11-03T12:20:00Z");
    }

    private static String message(RolloutWave... waves) {
        var rules = OneSite.rules(Traits.SHARED, waves);
        var done = Entry.pending(OneSite.UID, 3, "canary", OneSite.NOW)
                .admitted("canary", 1, Entry.Lane.WAVE, OneSite.NOW)
                .to(Phase.SUCCEEDED, OneSite.NOW, Reason.SUCCEEDED, "");
        var observed = new Observed(
                OneSite.journal(),
                List.of(OneSite.site()),
                Map.of(OneSite.UID, done),
                Map.of(),
                Map.of(OneSite.UID, THERE),
                List.of(),
                Map.of(),
                OneSite.NOW);
        return RolloutPlanner.plan(rules, observed, OneSite.NOW)
                .waves()
                .getFirst()
                .message();
    }
}
