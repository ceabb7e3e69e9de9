// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.rollout.core.Sighting;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An action object at a site of a story. */
final class StoryRun {
    final RolloutPayload.Order order;
    final Instant ends;
    Sighting.State state = Sighting.State.RUNNING;
    /** What the site had before. */
    @Nullable
    String before;

    StoryRun(RolloutPayload.Order order, Instant ends) {
        this.order = order;
        this.ends = ends;
    }
}
