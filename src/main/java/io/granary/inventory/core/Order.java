// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/**
 * One column of a sort. Ties end with site namespace, VM namespace and VM name, so that every order is total.
 *
 * @param field not NETWORK nor FRESHNESS
 */
public record Order(Field field, Direction direction) {
    public Order {
        if (field == Field.NETWORK || field == Field.FRESHNESS) {
            throw new BadQuery("Cannot sort by " + field.path() + "; sort by any other field");
        }
    }

    /** Which end comes first. */
    public enum Direction {
        ASCENDING,
        DESCENDING
    }

    public static Order ascending(Field field) {
        return new Order(field, Direction.ASCENDING);
    }

    public static Order descending(Field field) {
        return new Order(field, Direction.DESCENDING);
    }
}
