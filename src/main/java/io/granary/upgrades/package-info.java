// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** Harvester upgrades as content of rollouts: how a site gets to another version, and whether it may. */
@NullMarked
package io.granary.upgrades;

import org.jspecify.annotations.NullMarked;
