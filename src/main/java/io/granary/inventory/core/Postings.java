// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Sets of rows, by value id. Most values of a large fleet have a handful of rows (a node, a site, a unique label): up
 * to 64 rows are a sorted array, more a bitmap, which is copied when first written after a freeze.
 */
final class Postings {
    private static final int FEW = 64;

    private final Refs<Object> sets;
    private final BitSet owned = new BitSet();

    Postings() {
        this(new Refs<>());
    }

    private Postings(Refs<Object> sets) {
        this.sets = sets;
    }

    Postings freeze() {
        owned.clear();
        return new Postings(sets.freeze());
    }

    void add(int id, int row) {
        switch (sets.get(id)) {
            case null -> sets.set(id, new int[] {row});
            case int[] few when few.length < FEW -> sets.set(id, with(few, row));
            case int[] few -> {
                var bitmap = RoaringBitmap.bitmapOf(few);
                bitmap.add(row);
                sets.set(id, bitmap);
                owned.set(id);
            }
            case RoaringBitmap bitmap -> own(id, bitmap).add(row);
            default -> throw new IllegalStateException("a set is an array or a bitmap");
        }
    }

    /** Whether the set is empty thereafter. */
    boolean remove(int id, int row) {
        switch (sets.get(id)) {
            case int[] few -> sets.set(id, few.length == 1 ? null : without(few, row));
            case RoaringBitmap bitmap -> {
                var mine = own(id, bitmap);
                mine.remove(row);
                if (mine.getCardinality() <= FEW / 2) {
                    sets.set(id, mine.toArray());
                }
            }
            case null, default -> throw new IllegalStateException("a row to remove must be in the set");
        }
        return sets.get(id) == null;
    }

    int count(int id) {
        return switch (sets.get(id)) {
            case int[] few -> few.length;
            case RoaringBitmap bitmap -> bitmap.getCardinality();
            case null, default -> 0;
        };
    }

    int countIn(int id, RoaringBitmap rows) {
        return switch (sets.get(id)) {
            case int[] few -> {
                int in = 0;
                for (int row : few) {
                    in += rows.contains(row) ? 1 : 0;
                }
                yield in;
            }
            case RoaringBitmap bitmap -> RoaringBitmap.andCardinality(bitmap, rows);
            case null, default -> 0;
        };
    }

    void orInto(int id, RoaringBitmap rows) {
        switch (sets.get(id)) {
            case int[] few -> rows.add(few);
            case RoaringBitmap bitmap -> rows.or(bitmap);
            case null, default -> {}
        }
    }

    /** The rows of a value: not to be changed. */
    RoaringBitmap rows(int id) {
        return switch (sets.get(id)) {
            case int[] few -> RoaringBitmap.bitmapOf(few);
            case RoaringBitmap bitmap -> bitmap;
            case null, default -> new RoaringBitmap();
        };
    }

    private RoaringBitmap own(int id, RoaringBitmap bitmap) {
        if (owned.get(id)) {
            return bitmap;
        }
        var copy = bitmap.clone();
        sets.set(id, copy);
        owned.set(id);
        return copy;
    }

    private static int[] with(int[] few, int row) {
        int at = Arrays.binarySearch(few, row);
        if (at >= 0) {
            return few;
        }
        var more = Arrays.copyOf(few, few.length + 1);
        System.arraycopy(few, -at - 1, more, -at, few.length + at + 1);
        more[-at - 1] = row;
        return more;
    }

    private static @Nullable Object without(int[] few, int row) {
        int at = Arrays.binarySearch(few, row);
        if (at < 0) {
            throw new IllegalStateException("a row to remove must be in the set");
        }
        var fewer = Arrays.copyOf(few, few.length - 1);
        System.arraycopy(few, at + 1, fewer, at, fewer.length - at);
        return fewer;
    }
}
