// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** Harvester sites: discovered in Rancher or named by a Secret, probed, and reported as Site objects. */
@NullMarked
package io.granary.sites;

import org.jspecify.annotations.NullMarked;
