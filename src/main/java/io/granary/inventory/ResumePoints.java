// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.Fence;
import io.granary.inventory.core.Kind;
import io.granary.kernel.SiteId;
import org.jspecify.annotations.Nullable;

/** Where the watch of each site and kind may resume after a restart: what the store restored from its snapshot. */
interface ResumePoints {

    /** Nothing was restored: every site is listed. */
    ResumePoints NONE = (site, kind) -> null;

    /** The point for this site and kind, or null where a list is due. */
    @Nullable
    ResumePoint of(SiteId site, Kind kind);

    /**
     * @param fence the newest fence the rows were put under
     * @param resourceVersion up to which all changes are in the rows
     */
    record ResumePoint(Fence fence, String resourceVersion) {}
}
