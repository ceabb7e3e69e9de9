// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/**
 * A Rancher and any number of Harvester sites over real HTTPS. It has its own main; no other room knows it, and it
 * knows no other room.
 */
@NullMarked
package io.granary.simulator;

import org.jspecify.annotations.NullMarked;
