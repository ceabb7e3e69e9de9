// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/**
 * A column of non-negative longs that are near to each other where the rows are: of each, the lower 32 bits are kept,
 * and the upper ones in a column of their own, one byte wide as long as they are small.
 */
final class Longs {
    private final Ints low;
    private final Ints high;

    Longs() {
        this(new Ints(), new Ints());
    }

    private Longs(Ints low, Ints high) {
        this.low = low;
        this.high = high;
    }

    long get(int row) {
        return (long) high.get(row) << 32 | low.get(row) & 0xffff_ffffL;
    }

    void set(int row, long value) {
        low.set(row, (int) value);
        high.set(row, (int) (value >>> 32));
    }

    Longs freeze() {
        return new Longs(low.freeze(), high.freeze());
    }
}
