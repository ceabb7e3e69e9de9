// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.List;

/**
 * Asks for one page.
 *
 * @param orders may be empty: by site namespace, VM namespace, VM name
 * @param limit 1 to 10,000 rows
 * @param continuation from the page before with the same filter and orders; empty for the first page
 */
public record PageRequest(Filter filter, List<Order> orders, int limit, String continuation) {
    public PageRequest {
        orders = List.copyOf(orders);
        if (limit < 1 || limit > 10_000) {
            throw new BadQuery("A page has 1 to 10000 rows, not " + limit);
        }
        if (orders.size() > 4) {
            throw new BadQuery("Sort by at most 4 fields, not " + orders.size());
        }
    }
}
