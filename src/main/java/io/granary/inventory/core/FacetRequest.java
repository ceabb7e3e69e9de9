// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.List;

/**
 * Asks for counts by value.
 *
 * @param top at most so many values of each facet, 1 to 1,000, most frequent first
 */
public record FacetRequest(Filter filter, List<By> by, int top) {
    public FacetRequest {
        by = List.copyOf(by);
        if (top < 1 || top > 1000) {
            throw new BadQuery("A facet has 1 to 1000 values, not " + top);
        }
        if (by.size() > 32) {
            throw new BadQuery("Ask for at most 32 facets at once, not " + by.size());
        }
    }

    /** What is counted. */
    public sealed interface By {}

    /** Values of a field; not CREATED, NAME nor OBJECT_NAME. Rows with an empty value are not counted. */
    public record ByField(Field field) implements By {
        public ByField {
            if (field == Field.CREATED || field == Field.NAME || field == Field.OBJECT_NAME) {
                throw new BadQuery("Cannot count by " + field.path() + ", which is different for each row");
            }
        }
    }

    /** Values of one label of the virtual machines. */
    public record ByLabel(String key) implements By {}

    /** Values of one label of the sites, such as their country, counted in virtual machines. */
    public record BySiteLabel(String key) implements By {}

    /** Label keys of the virtual machines. */
    public record ByLabelKey() implements By {}
}
