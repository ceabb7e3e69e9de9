// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A site as the inventory knows it.
 *
 * @param namespace of the hub, in which the extension API serves its rows
 * @param name as people call it
 * @param labels of the site, not of its virtual machines
 * @param details its small kinds, at most one part of each
 */
public record SiteRow(
        SiteId id,
        String namespace,
        String name,
        Map<String, String> labels,
        Freshness freshness,
        List<SiteDetail.Part> details) {
    public SiteRow {
        labels = Map.copyOf(labels);
        details = List.copyOf(details);
    }

    /** The same site with this freshness. */
    public SiteRow with(Freshness changed) {
        return new SiteRow(id, namespace, name, labels, changed, details);
    }

    /** The same site with this part in the place of the one of its kind. */
    SiteRow with(SiteDetail.Part part) {
        var parts = new ArrayList<>(details);
        parts.removeIf(other -> other.getClass() == part.getClass());
        parts.add(part);
        return new SiteRow(id, namespace, name, labels, freshness, parts);
    }

    /** The nodes, the images or another small kind; empty as long as the site has not told. */
    public <P extends SiteDetail.Part> Optional<P> detail(Class<P> kind) {
        return details.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }
}
