// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** The catalogue of Harvester's settings, comparing by meaning, verdicts, and when a difference is mended. Pure. */
@NullMarked
package io.granary.policies.core;

import org.jspecify.annotations.NullMarked;
