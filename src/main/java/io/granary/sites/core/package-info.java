// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** What is true of a site, and what it is called: pure functions of what was seen. */
@NullMarked
package io.granary.sites.core;

import org.jspecify.annotations.NullMarked;
