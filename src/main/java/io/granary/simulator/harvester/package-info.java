// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/**
 * What Harvester's webhooks and controllers do to images, templates and key pairs: the refusals with their words, and
 * the steps that follow a write. Start at {@link io.granary.simulator.harvester.Harvester}.
 */
@NullMarked
package io.granary.simulator.harvester;

import org.jspecify.annotations.NullMarked;
