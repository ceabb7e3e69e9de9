// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** Policies: what shall hold at sites, whether it does, and how it is mended. */
@NullMarked
package io.granary.policies;

import org.jspecify.annotations.NullMarked;
