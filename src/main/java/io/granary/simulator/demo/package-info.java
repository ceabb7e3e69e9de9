// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** The demonstration: a simulated fleet and the hub beside it, wired as an installation would wire them. */
@NullMarked
package io.granary.simulator.demo;

import org.jspecify.annotations.NullMarked;
