// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.List;

/**
 * Counts by value.
 *
 * @param sequence of the snapshot
 * @param total rows admitted
 * @param facets in the order they were asked for
 */
public record Facets(long sequence, int total, List<Facet> facets) {

    /**
     * One facet.
     *
     * @param distinct number of different values with at least one row, of which {@code counts} may be the first few
     * @param counts most frequent first, equal ones by value
     */
    public record Facet(FacetRequest.By by, int distinct, List<Count> counts) {}

    /** So many rows have this value. */
    public record Count(String value, int rows) {}
}
