// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** Words that three or more rooms share. No input or output, no CDI. */
@NullMarked
package io.granary.kernel;

import org.jspecify.annotations.NullMarked;
