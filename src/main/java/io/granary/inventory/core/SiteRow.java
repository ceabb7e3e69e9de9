// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A site as the inventory knows it.
 *
 * @param namespace of the hub, in which the extension API serves its rows
 * @param name as people call it
 * @param labels of the site, not of its virtual machines
 */
public record SiteRow(
        SiteId id,
        String namespace,
        String name,
        Map<String, String> labels,
        Freshness freshness,
        SiteDetail.@Nullable Nodes nodes,
        SiteDetail.@Nullable Images images) {
    public SiteRow {
        labels = Map.copyOf(labels);
    }

    /** The same site with this freshness. */
    public SiteRow with(Freshness changed) {
        return new SiteRow(id, namespace, name, labels, changed, nodes, images);
    }
}
