// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** What the extension API decides without a socket: paths, options, media types, identities, statuses. Pure. */
@NullMarked
package io.granary.api.core;

import org.jspecify.annotations.NullMarked;
