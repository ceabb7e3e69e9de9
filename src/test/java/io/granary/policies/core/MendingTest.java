// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.PolicyReportSpec.Mend;
import io.granary.crd.v1alpha1.PolicySpec.Mode;
import io.granary.crd.v1alpha1.PolicySpec.Release;
import io.granary.crd.v1alpha1.RolloutControl.Use;
import io.granary.policies.core.Mending.Step;
import io.granary.policies.core.SeenSetting.Hold;
import io.granary.policies.core.SeenSetting.Writer;
import io.granary.policies.core.Terms.Force;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MendingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Writer ADMIN = new Writer("kubectl-edit", Hold.WRITTEN);
    private static final Writer GITOPS = new Writer("argocd-controller", Hold.APPLIED);

    @Test
    void mendsAtOnceWhatAPersonWrote() {
        assertThat(step(ADMIN, List.of(), Force.NO, NOW)).isEqualTo(new Step.Now());
    }

    @Test
    void leavesAloneWhatAnotherManagerApplies() {
        assertThat(step(GITOPS, List.of(), Force.NO, NOW))
                .isEqualTo(new Step.Never(
                        "Setting x is applied by field manager \"argocd-controller\", too: take it"
                                + " out of one of the two, or set spec.enforcement.force to write over it.",
                        Instant.MAX));
        assertThat(step(GITOPS, List.of(), Force.YES, NOW)).isEqualTo(new Step.Now());
    }

    @Test
    void fightsThriceWithGrowingPausesAndThenNamesTheOther() {
        var pauses = new ArrayList<Duration>();
        var history = List.<Mend>of();
        var at = NOW;
        for (int fight = 0; fight < 4; fight++) {
            history = Mending.mended(history, "Setting x", at);
            if (step(ADMIN, history, Force.NO, at) instanceof Step.Later(Instant next)) {
                pauses.add(Duration.between(at, next));
                at = next;
            }
        }

        assertThat(pauses).containsExactly(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(12));
        var sentence = "Setting x was mended 4 times within a day and changed back each time, last by field manager"
                + " \"kubectl-edit\": find out who needs it otherwise, or set spec.enforcement.force.";
        assertThat(step(ADMIN, history, Force.NO, at))
                .isEqualTo(new Step.Never(sentence, at.plus(Duration.ofHours(24))));
    }

    @Test
    void aDayLaterItIsNoFight() {
        var history = Mending.mended(List.of(), "Setting x", NOW);

        assertThat(step(ADMIN, history, Force.NO, NOW.plus(Duration.ofHours(24))))
                .isEqualTo(new Step.Now());
        assertThat(Mending.remembered(history, NOW.plus(Duration.ofHours(24)))).isEmpty();
    }

    @Test
    void forcedItGoesOnButNotFasterThanOnceAnHour() {
        var history = List.<Mend>of();
        for (int fight = 0; fight < 50; fight++) {
            history = Mending.mended(history, "Setting x", NOW);
        }

        assertThat(step(ADMIN, history, Force.YES, NOW)).isEqualTo(new Step.Later(NOW.plus(Duration.ofHours(1))));
    }

    @Test
    void eachSettingHasAHistoryOfItsOwn() {
        var history = Mending.mended(List.of(), "Setting y", NOW);

        assertThat(step(ADMIN, history, Force.NO, NOW)).isEqualTo(new Step.Now());
        assertThat(Mending.mended(history, "Setting x", NOW)).hasSize(2);
    }

    private static Step step(Writer writer, List<Mend> history, Force force, Instant now) {
        var terms = new Terms(Mode.Enforce, Use.Site, 3, force, Release.Direct);
        return Mending.step("Setting x", writer, history, terms, now);
    }
}
