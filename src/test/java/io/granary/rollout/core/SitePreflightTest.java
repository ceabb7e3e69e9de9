// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.Note;
import io.granary.rollout.core.Sighting.Precheck;
import io.granary.rollout.core.Sighting.Verdict;
import io.granary.rollout.core.Sighting.Weight;
import io.granary.rollout.core.SiteAnswer.Preflight;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a look before the start found, in a word. */
class SitePreflightTest {
    private static final Note TOLD = new Note(Weight.TELLS, "its machines stop", "choose a quiet hour");
    private static final Note WARNING = new Note(Weight.WARNS, "no backup of pos", "make one");

    @Test
    void whatWasNotSeenIsUnknownAndNeverFine() {
        assertThat(Preflight.of(null)).isEqualTo(Preflight.UNKNOWN);
        assertThat(Preflight.of(OneSite.sighting(Desired.UNKNOWN, null))).isEqualTo(Preflight.UNKNOWN);
    }

    @Test
    void whatIsOnlyToldLeavesItFine() {
        assertThat(of(Verdict.OK, "", TOLD)).isEqualTo("Fine");
        assertThat(of(Verdict.OK, "", WARNING, TOLD)).isEqualTo("Warned");
    }

    @Test
    void whatHoldsIsHeldAndItsSentenceIsTheFinding() {
        var held = Preflight.of(seen(new Precheck(Verdict.RETRY, "the image is not ready")));
        assertThat(held.verdict()).isEqualTo("Held");
        assertThat(held.notes()).containsExactly(new Note(Weight.BLOCKS, "the image is not ready", ""));
        assertThat(of(Verdict.PERMANENT, "too old")).isEqualTo("Refused");
        assertThat(of(Verdict.NOT_APPLICABLE, "arm64 only")).isEqualTo("NotApplicable");
    }

    private static String of(Verdict verdict, String sentence, Note... notes) {
        return Preflight.of(seen(new Precheck(verdict, sentence, List.of(notes))))
                .verdict();
    }

    private static Sighting seen(Precheck precheck) {
        return new Sighting(OneSite.NOW, Desired.NO, null, Sighting.Staged.NO, precheck, null, null);
    }
}
