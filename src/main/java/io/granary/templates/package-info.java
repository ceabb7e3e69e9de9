// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** VM templates of headquarters: checked, rendered for each site, and pushed in the order Harvester needs. */
@NullMarked
package io.granary.templates;

import org.jspecify.annotations.NullMarked;
