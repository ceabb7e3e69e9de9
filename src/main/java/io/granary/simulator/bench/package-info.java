// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** What {@code make bench} and {@code make chaos} run: the fleet in this process, the hub in another, and a verdict. */
@NullMarked
package io.granary.simulator.bench;

import org.jspecify.annotations.NullMarked;
