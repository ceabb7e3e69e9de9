// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.SiteHistorySpec.Outcome;
import io.granary.rollout.core.SiteAnswer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rollouts are about to do, and why, for those who ask. Answers come from the last pass, and cost no request. */
public interface RolloutPlans {

    /** Whether this hub moves the rollouts; otherwise another one has the answers. */
    boolean leads();

    /**
     * The rollouts that were passed over at least once.
     *
     * @param namespace the empty string for all
     */
    List<RolloutKey> rollouts(String namespace);

    /** Null if there is no such rollout, or it was not passed over yet. */
    @Nullable
    PlanAnswer plan(RolloutKey rollout);

    /**
     * How the last tries at a site ended, over all rollouts of its workspace, the newest first.
     *
     * @throws io.granary.kube.ApiProblem.Failure if the hub's API server does not answer
     */
    List<Outcome> history(String namespace, String site);

    /**
     * The whole plan of one rollout.
     *
     * @param revision its number
     * @param hash of the revision
     * @param phase of the rollout, or the empty string before it has one
     * @param at when it was planned
     * @param sites of the workspace, in the order of the waves
     */
    record PlanAnswer(
            RolloutKey rollout, int revision, String hash, String phase, Instant at, List<SiteAnswer> sites) {}
}
