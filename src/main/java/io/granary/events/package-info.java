// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** Facts out: one sealed GranaryEvent, one bus, in memory on one machine or Kafka by configuration alone. */
@NullMarked
package io.granary.events;

import org.jspecify.annotations.NullMarked;
