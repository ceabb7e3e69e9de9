// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutTarget;
import java.util.function.Consumer;

/** A kind of content that this hub can bring to sites; one bean for each. */
public interface RolloutPayloads {

    /** Whether the target is of this kind. */
    boolean brings(RolloutTarget target);

    /**
     * The target with a hash of the content that it names, so that an edit of that content is a new revision.
     *
     * @param namespace the workspace
     */
    default RolloutTarget stamped(String namespace, RolloutTarget target) {
        return target;
    }

    /**
     * A payload for one rollout.
     *
     * @param news hears of each order whose sighting changed, on any thread
     */
    RolloutPayload open(PayloadSites sites, Consumer<RolloutPayload.Order> news);
}
