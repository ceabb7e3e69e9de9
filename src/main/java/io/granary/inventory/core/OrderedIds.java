// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.Arrays;

/**
 * Ids kept in an order. A list of small immutable arrays: inserting copies one of them, a snapshot shares all.
 * Positions are packed as {@code leaf << 32 | index}.
 */
final class OrderedIds {
    private static final int MOST = 512;

    /** Compares an id with what is sought: negative if it stands before. */
    interface Probe {
        int compare(int id);
    }

    private int[][] leaves = new int[0][];
    private int used;
    private int size;
    private boolean shared;

    int size() {
        return size;
    }

    OrderedIds freeze() {
        var frozen = new OrderedIds();
        frozen.leaves = leaves;
        frozen.used = used;
        frozen.size = size;
        shared = true;
        return frozen;
    }

    /** The position of the first id that does not stand before what is sought. */
    long ceiling(Probe probe) {
        int low = 0;
        int high = used - 1;
        int leaf = 0;
        while (low <= high) {
            int middle = low + high >>> 1;
            if (probe.compare(leaves[middle][0]) < 0) {
                leaf = middle;
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        if (used == 0) {
            return 0;
        }
        int from = 0;
        int to = leaves[leaf].length;
        while (from < to) {
            int middle = from + to >>> 1;
            if (probe.compare(leaves[leaf][middle]) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from == leaves[leaf].length && leaf + 1 < used ? position(leaf + 1, 0) : position(leaf, from);
    }

    /** The id at a position, or -1 beyond either end. */
    int at(long position) {
        int leaf = (int) (position >> 32);
        int index = (int) position;
        return leaf < 0 || leaf >= used || index >= leaves[leaf].length ? -1 : leaves[leaf][index];
    }

    long first() {
        return 0;
    }

    long last() {
        return used == 0 ? 0 : position(used - 1, leaves[used - 1].length - 1);
    }

    long next(long position) {
        int leaf = (int) (position >> 32);
        int index = (int) position + 1;
        return leaf >= 0 && leaf < used && index < leaves[leaf].length ? position(leaf, index) : position(leaf + 1, 0);
    }

    long previous(long position) {
        int leaf = (int) (position >> 32);
        int index = (int) position;
        if (index > 0) {
            return position(leaf, index - 1);
        }
        return leaf <= 0 ? position(-1, 0) : position(leaf - 1, leaves[leaf - 1].length - 1);
    }

    /** The id that is sought, or -1. */
    int find(Probe probe) {
        int id = at(ceiling(probe));
        return id >= 0 && probe.compare(id) == 0 ? id : -1;
    }

    void insert(int id, Probe probe) {
        own();
        if (used == 0) {
            putLeaf(0, new int[] {id});
            size++;
            return;
        }
        long position = ceiling(probe);
        int leaf = (int) (position >> 32);
        int index = (int) position;
        var old = leaves[leaf];
        var grown = new int[old.length + 1];
        System.arraycopy(old, 0, grown, 0, index);
        grown[index] = id;
        System.arraycopy(old, index, grown, index + 1, old.length - index);
        size++;
        if (grown.length <= MOST) {
            leaves[leaf] = grown;
            return;
        }
        int half = index == old.length && leaf == used - 1 ? old.length : grown.length / 2;
        leaves[leaf] = Arrays.copyOf(grown, half);
        putLeaf(leaf + 1, Arrays.copyOfRange(grown, half, grown.length));
    }

    void remove(Probe probe) {
        long position = ceiling(probe);
        int id = at(position);
        if (id < 0 || probe.compare(id) != 0) {
            throw new IllegalStateException("an id to remove must be in the order");
        }
        own();
        int leaf = (int) (position >> 32);
        int index = (int) position;
        var old = leaves[leaf];
        size--;
        if (old.length == 1) {
            System.arraycopy(leaves, leaf + 1, leaves, leaf, used - leaf - 1);
            used--;
            return;
        }
        var shrunk = new int[old.length - 1];
        System.arraycopy(old, 0, shrunk, 0, index);
        System.arraycopy(old, index + 1, shrunk, index, shrunk.length - index);
        leaves[leaf] = shrunk;
    }

    /** All ids, in order. */
    int[] toArray() {
        var all = new int[size];
        int at = 0;
        for (int leaf = 0; leaf < used; leaf++) {
            System.arraycopy(leaves[leaf], 0, all, at, leaves[leaf].length);
            at += leaves[leaf].length;
        }
        return all;
    }

    /** An order of these ids, which are in order already. */
    static OrderedIds of(int[] ids) {
        var order = new OrderedIds();
        for (int from = 0; from < ids.length; from += MOST / 2) {
            order.putLeaf(order.used, Arrays.copyOfRange(ids, from, Math.min(ids.length, from + MOST / 2)));
        }
        order.size = ids.length;
        return order;
    }

    private void putLeaf(int at, int[] leaf) {
        if (used == leaves.length) {
            leaves = Arrays.copyOf(leaves, used + (used >> 2) + 4);
        }
        System.arraycopy(leaves, at, leaves, at + 1, used - at);
        leaves[at] = leaf;
        used++;
    }

    private void own() {
        if (shared) {
            leaves = leaves.clone();
            shared = false;
        }
    }

    private static long position(int leaf, int index) {
        return (long) leaf << 32 | index;
    }
}
