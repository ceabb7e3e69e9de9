// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** Facts out: one sealed GranaryEvent, many channels. */
@NullMarked
package io.granary.events;

import org.jspecify.annotations.NullMarked;
