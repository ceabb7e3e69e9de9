// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** The outside: the extension API server of inventory.granary.io/v1alpha1. */
@NullMarked
package io.granary.api;

import org.jspecify.annotations.NullMarked;
