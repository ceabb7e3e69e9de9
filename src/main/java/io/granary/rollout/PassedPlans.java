// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.SiteHistorySpec;
import io.granary.crd.v1alpha1.SiteHistorySpec.Outcome;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;
import io.granary.rollout.core.Explanation;
import io.granary.rollout.core.RolloutStatuses;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Answers from the last passes of the rounds. */
final class PassedPlans implements RolloutPlans {
    private final RolloutRounds rounds;
    private final Resources<HubObject<SiteHistorySpec, Void>> histories;
    private final BooleanSupplier leads;

    PassedPlans(RolloutRounds rounds, Resources<HubObject<SiteHistorySpec, Void>> histories, BooleanSupplier leads) {
        this.rounds = rounds;
        this.histories = histories;
        this.leads = leads;
    }

    @Override
    public boolean leads() {
        return leads.getAsBoolean();
    }

    @Override
    public List<RolloutKey> rollouts(String namespace) {
        return rounds.keys().stream()
                .filter(key -> namespace.isEmpty() || key.namespace().equals(namespace))
                .filter(key -> rounds.lastPass(key) != null)
                .sorted(Comparator.comparing(RolloutKey::namespace).thenComparing(RolloutKey::name))
                .toList();
    }

    @Override
    public @Nullable PlanAnswer plan(RolloutKey rollout) {
        var pass = rounds.lastPass(rollout);
        if (pass == null) {
            return null;
        }
        var revision = pass.plan().journal().revision();
        var hub = pass.hub();
        var status = RolloutStatuses.of(
                pass.rules(), pass.plan(), pass.observed().sites(), hub.status(), hub.generation(), pass.at());
        var phase = status.phase();
        return new PlanAnswer(
                rollout,
                revision.number(),
                revision.hash(),
                phase == null ? "" : phase.name(),
                pass.at(),
                Explanation.of(pass.rules(), pass.observed(), pass.plan(), pass.at()));
    }

    @Override
    public List<Outcome> history(String namespace, String site) {
        var stored = histories.find(namespace, site);
        var spec = stored == null ? null : stored.spec();
        return spec == null ? List.of() : spec.outcomes();
    }
}
