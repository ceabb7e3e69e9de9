// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** What runs where: one stream per site and kind into one columnar store with immutable snapshots. */
@NullMarked
package io.granary.inventory;

import org.jspecify.annotations.NullMarked;
