// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** What an upgrade of a site may and should do next, decided without looking. */
@NullMarked
package io.granary.upgrades.core;

import org.jspecify.annotations.NullMarked;
