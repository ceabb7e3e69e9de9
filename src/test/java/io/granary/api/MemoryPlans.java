// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.crd.v1alpha1.SiteHistorySpec.Outcome;
import io.granary.rollout.RolloutKey;
import io.granary.rollout.RolloutPlans;
import java.util.ArrayList;
import java.util.List;

/** Plans of rollouts, in memory; none at first. */
final class MemoryPlans implements RolloutPlans {
    final List<PlanAnswer> all = new ArrayList<>();
    final List<Outcome> history = new ArrayList<>();
    volatile boolean leads = true;

    @Override
    public boolean leads() {
        return leads;
    }

    @Override
    public List<RolloutKey> rollouts(String namespace) {
        return all.stream()
                .map(PlanAnswer::rollout)
                .filter(key -> namespace.isEmpty() || key.namespace().equals(namespace))
                .toList();
    }

    @Override
    public PlanAnswer plan(RolloutKey rollout) {
        return all.stream()
                .filter(plan -> plan.rollout().equals(rollout))
                .findFirst()
                .orElse(null);
    }

    @Override
    public List<Outcome> history(String namespace, String site) {
        return List.copyOf(history);
    }
}
