// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/**
 * Stamps each batch from a site, so that the store can drop what a superseded list or connection still delivers.
 *
 * @param epoch counts the lists begun for this site and kind
 * @param connection counts the watches begun within it
 */
public record Fence(long epoch, long connection) implements Comparable<Fence> {
    @Override
    public int compareTo(Fence other) {
        return epoch != other.epoch ? Long.compare(epoch, other.epoch) : Long.compare(connection, other.connection);
    }
}
