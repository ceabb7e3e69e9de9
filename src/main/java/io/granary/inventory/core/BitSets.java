// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Sets of small numbers (below some ten thousands) by id: up to 32 as a sorted array, more as plain bits, which for
 * numbers this dense and small take a quarter of a roaring bitmap. Copied when first written after a freeze.
 */
final class BitSets {
    private static final int FEW = 32;

    private final Refs<Object> sets;
    private final BitSet owned = new BitSet();

    BitSets() {
        this(new Refs<>());
    }

    private BitSets(Refs<Object> sets) {
        this.sets = sets;
    }

    BitSets freeze() {
        owned.clear();
        return new BitSets(sets.freeze());
    }

    boolean contains(int id, int number) {
        return switch (sets.get(id)) {
            case int[] few -> Arrays.binarySearch(few, number) >= 0;
            case long[] bits -> number >> 6 < bits.length && (bits[number >> 6] >>> number & 1) != 0;
            case null, default -> false;
        };
    }

    void add(int id, int number) {
        switch (sets.get(id)) {
            case int[] few when few.length < FEW -> sets.set(id, with(few, number));
            case int[] few -> {
                var bits = new long[Math.max(few[FEW - 1], number) / 64 + 1];
                for (int one : few) {
                    bits[one >> 6] |= 1L << one;
                }
                bits[number >> 6] |= 1L << number;
                sets.set(id, bits);
                owned.set(id);
            }
            case long[] bits -> own(id, bits, number)[number >> 6] |= 1L << number;
            case null, default -> sets.set(id, new int[] {number});
        }
    }

    void remove(int id, int number) {
        switch (sets.get(id)) {
            case int[] few -> sets.set(id, without(few, number));
            case long[] bits -> own(id, bits, number)[number >> 6] &= ~(1L << number);
            case null, default -> {}
        }
    }

    /** Keeps of {@code numbers} those in the set; all of the set if there are none yet. */
    BitSet keep(@Nullable BitSet numbers, int id) {
        var set = bits(id);
        if (numbers == null) {
            return set;
        }
        numbers.and(set);
        return numbers;
    }

    private BitSet bits(int id) {
        return switch (sets.get(id)) {
            case int[] few -> {
                var bits = new BitSet();
                for (int one : few) {
                    bits.set(one);
                }
                yield bits;
            }
            case long[] bits -> BitSet.valueOf(bits);
            case null, default -> new BitSet();
        };
    }

    private long[] own(int id, long[] bits, int number) {
        int words = number / 64 + 1;
        if (owned.get(id) && words <= bits.length) {
            return bits;
        }
        var mine = Arrays.copyOf(bits, Math.max(words, bits.length));
        sets.set(id, mine);
        owned.set(id);
        return mine;
    }

    private static int[] with(int[] few, int number) {
        int at = Arrays.binarySearch(few, number);
        if (at >= 0) {
            return few;
        }
        var more = Arrays.copyOf(few, few.length + 1);
        System.arraycopy(few, -at - 1, more, -at, few.length + at + 1);
        more[-at - 1] = number;
        return more;
    }

    private static int @Nullable [] without(int[] few, int number) {
        var fewer = Arrays.stream(few).filter(one -> one != number).toArray();
        return fewer.length == 0 ? null : fewer;
    }
}
