// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.RolloutStatus.RevisionInfo;
import org.junit.jupiter.api.Test;

class RevisionsTest {
    private static final RolloutKey KEY = new RolloutKey("north", "tills");

    @Test
    void theAuditLearnsWhoWroteTheRevision() {
        assertThat(Revisions.purpose(KEY, new RevisionInfo(3, "abc", "2026-03-01T10:00:00Z", null, "ann", 1)))
                .isEqualTo("rollout north/tills revision 3, asked for by ann");
    }

    @Test
    void anAuthorWhoIsNotKnownIsNotGuessed() {
        assertThat(Revisions.purpose(KEY, new RevisionInfo(1, "abc", "2026-03-01T10:00:00Z", null, null, 1)))
                .isEqualTo("rollout north/tills revision 1, asked for by somebody (granary.io/author is not set)");
    }
}
