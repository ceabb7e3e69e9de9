// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** Parameters, public keys, and the Harvester objects that a template becomes at one site. Pure. */
@NullMarked
package io.granary.templates.core;

import org.jspecify.annotations.NullMarked;
