// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** Starts the hub, and says in one sentence why it cannot start. */
@NullMarked
package io.granary;

import org.jspecify.annotations.NullMarked;
