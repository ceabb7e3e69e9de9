// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/**
 * The engine: moves sites to a revision, wave by wave. {@link io.granary.rollout.RolloutRounds} says which rollout is
 * due, {@link io.granary.rollout.RolloutLoop} is one pass over it, {@link io.granary.rollout.core.RolloutPlanner}
 * decides what becomes of each site, {@link io.granary.rollout.Starter} touches it, and a
 * {@link io.granary.rollout.RolloutPayload} is what is brought there.
 */
@NullMarked
package io.granary.rollout;

import org.jspecify.annotations.NullMarked;
