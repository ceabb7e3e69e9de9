// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** Who reaches which sites, worked out from roles and bindings alone. */
@NullMarked
package io.granary.access.core;

import org.jspecify.annotations.NullMarked;
