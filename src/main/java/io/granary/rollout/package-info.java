// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** The engine: moves sites to a revision, wave by wave. */
@NullMarked
package io.granary.rollout;

import org.jspecify.annotations.NullMarked;
