// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.rollout.core.SiteUid;
import io.granary.sites.SiteLink;
import org.jspecify.annotations.Nullable;

/** How payloads find the way to a site: its door, and the workspace that it and its rollouts live in. */
@FunctionalInterface
public interface PayloadSites {

    /** Null if the site is gone, or another one has taken its place. */
    @Nullable
    SiteLink link(SiteUid site);
}
