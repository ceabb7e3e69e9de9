// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/**
 * What a rollout decides. Pure. {@link io.granary.rollout.core.RolloutPlanner} has each step of a pass in its own
 * class: {@code Classifier} moves entries by what was seen, {@code TripWire} and {@code WaveGates} latch,
 * {@code Admission} holds, {@code Slots} counts; {@link io.granary.rollout.core.RolloutStatuses} tells.
 */
@NullMarked
package io.granary.rollout.core;

import org.jspecify.annotations.NullMarked;
