// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** The store's columns, indexes, queries and the projections that feed them. Pure. */
@NullMarked
package io.granary.inventory.core;

import org.jspecify.annotations.NullMarked;
