// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/**
 * The content of one revision.
 *
 * @param seeds by wave, what its sample is drawn with
 * @param since RFC 3339
 */
@ValidationRule(value = "self == oldSelf", message = "a revision never changes: edit the Rollout's target instead")
public record RolloutRevisionSpec(
        @Required String rollout,
        @Required Integer number,
        @Required String hash,
        @Required RolloutTarget target,
        @Size(max = 64) List<RolloutSpec.Override> overrides,
        @Size(max = 32) List<RolloutWave> waves,
        Map<String, String> seeds,
        @Required String since) {
    public RolloutRevisionSpec {
        overrides = overrides == null ? List.of() : List.copyOf(overrides);
        waves = waves == null ? List.of() : List.copyOf(waves);
        seeds = seeds == null ? Map.of() : Map.copyOf(seeds);
    }
}
