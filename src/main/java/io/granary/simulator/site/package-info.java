// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** What a Harvester site holds and how it lives: plans and objects from a seed, virtual machines that change state. */
@NullMarked
package io.granary.simulator.site;

import org.jspecify.annotations.NullMarked;
