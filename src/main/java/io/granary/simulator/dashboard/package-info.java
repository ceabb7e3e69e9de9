// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** What stands in front of Rancher's pages: the pages themselves, sessions, preferences and extensions. */
@NullMarked
package io.granary.simulator.dashboard;

import org.jspecify.annotations.NullMarked;
