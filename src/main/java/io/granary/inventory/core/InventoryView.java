// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The whole inventory at one sequence. Immutable, safe for any number of threads. */
public interface InventoryView {

    /** The number of the last change in this snapshot; 0 for a store that never held anything. */
    long sequence();

    /** Number of virtual machines, of all sites. */
    int size();

    /** All known sites, ordered by id. */
    List<SiteRow> sites();

    Optional<SiteRow> site(SiteId site);

    /** The site whose rows are in this namespace of the hub. */
    Optional<SiteRow> siteOfNamespace(String siteNamespace);

    /** One virtual machine by site, and its namespace and name at the site. */
    Optional<VmRow> get(SiteId site, String namespace, String name);

    /** Number of rows a filter admits. */
    int count(Filter filter);

    /** Counts by value, over the rows that the filter admits. Remembered for this snapshot: asking again is cheap. */
    Facets facets(FacetRequest request);

    /**
     * Sites that have been read, are not live now, and have at least one row admitted by the filter; ordered by id, for
     * warnings about stale rows.
     */
    List<SiteRow> outOfTouch(Filter filter);

    /** Sites that were never read to the end, ordered by id; for warnings about missing rows. */
    List<SiteRow> unread();

    /**
     * Walks the admitted rows in the given order until {@code visitor} answers false; for exports and un-paged lists.
     * Rows are made one at a time.
     */
    void walk(Filter filter, List<Order> orders, Predicate<VmRow> visitor);
}
