// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The way into the store. Calls from many threads are queued, applied in order by one writer, and published together at
 * least every 50 ms. A call whose {@link Fence} is older than one already seen for its site and kind is dropped.
 */
public interface InventoryWriter {

    /** A site is known: its rows show this name and namespace, and are selectable by these labels. */
    void siteKnown(SiteId site, String namespace, String name, Map<String, String> labels);

    /** A site was removed at the hub: all its rows are deleted. */
    void siteRemoved(SiteId site);

    /** The site's rows are as of {@code lastSeen} from now on; one flip, not one write for each row. */
    void siteStale(SiteId site, Instant lastSeen, String reason);

    void siteLive(SiteId site);

    /** A list began: rows of this kind that are not put under this fence before {@link #listComplete} are swept. */
    void listBegan(SiteId site, Kind kind, Fence fence);

    /** Differences, in the site's order; applied whole, within one published snapshot. */
    void apply(SiteId site, Kind kind, Fence fence, List<Change> changes);

    /** The list came to its true end: sweeps, and remembers where a watch resumes. Published with the last apply. */
    void listComplete(SiteId site, Kind kind, Fence fence, String resourceVersion);

    /** All changes up to this resource version have been applied; from here a watch resumes after a restart. */
    void progressed(SiteId site, Kind kind, Fence fence, String resourceVersion);

    /** Nodes, images, volumes and the like: the site's whole small state of one kind, replaced. */
    void siteDetail(SiteId site, SiteDetail.Part part);
}
