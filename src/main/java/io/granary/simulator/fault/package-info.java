// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** Everything that goes wrong on purpose: cut tunnels, restarts, restores, rebuilds and hostile replies. */
@NullMarked
package io.granary.simulator.fault;

import org.jspecify.annotations.NullMarked;
