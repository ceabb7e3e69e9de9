// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** The planner and the state machines of a rollout. Pure. */
@NullMarked
package io.granary.rollout.core;

import org.jspecify.annotations.NullMarked;
