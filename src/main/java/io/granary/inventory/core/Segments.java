// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Bytes of each row, 64 rows to an immutable array: a header of 64 end offsets (2 or 4 bytes each, told by the first
 * byte), then the rows' bytes. Writing a row makes one new array of a few KiB.
 */
final class Segments {
    static final int BITS = 6;
    static final int ROWS = 1 << BITS;

    private static final byte[] EMPTY = empty();

    private final Refs<byte[]> arrays;

    Segments() {
        this(new Refs<>());
    }

    private Segments(Refs<byte[]> arrays) {
        this.arrays = arrays;
    }

    Segments freeze() {
        return new Segments(arrays.freeze());
    }

    byte[] get(int row) {
        var array = arrays.get(row >>> BITS);
        if (array == null) {
            return new byte[0];
        }
        int at = row & ROWS - 1;
        return Arrays.copyOfRange(array, start(array, at), end(array, at));
    }

    /** Compares a row's bytes with others, as unsigned bytes. */
    int compare(int row, byte[] other) {
        var array = arrays.get(row >>> BITS);
        if (array == null) {
            return other.length == 0 ? 0 : -1;
        }
        int at = row & ROWS - 1;
        return Arrays.compareUnsigned(array, start(array, at), end(array, at), other, 0, other.length);
    }

    /** Compares the beginning of a row's bytes with others. */
    int comparePrefix(int row, byte[] prefix) {
        var array = arrays.get(row >>> BITS);
        if (array == null) {
            return prefix.length == 0 ? 0 : -1;
        }
        int from = start(array, row & ROWS - 1);
        int to = Math.min(end(array, row & ROWS - 1), from + prefix.length);
        return Arrays.compareUnsigned(array, from, to, prefix, 0, prefix.length);
    }

    void set(int row, byte[] bytes) {
        var old = arrays.get(row >>> BITS);
        if (old == null) {
            old = EMPTY;
        }
        int at = row & ROWS - 1;
        int from = start(old, at);
        int to = end(old, at);
        int total = old.length - header(old) - (to - from) + bytes.length;
        if (total == 0) {
            arrays.set(row >>> BITS, null);
            return;
        }
        int width = total + 1 + 2 * ROWS <= 0xffff ? 2 : 4;
        int header = 1 + width * ROWS;
        var changed = new byte[header + total];
        changed[0] = (byte) width;
        int before = from - header(old);
        System.arraycopy(old, header(old), changed, header, before);
        System.arraycopy(bytes, 0, changed, header + before, bytes.length);
        System.arraycopy(old, to, changed, header + before + bytes.length, old.length - to);
        int shift = header - header(old);
        for (int other = 0; other < ROWS; other++) {
            int end = end(old, other) + shift + (other < at ? 0 : bytes.length - (to - from));
            for (int b = 0; b < width; b++) {
                changed[1 + width * other + b] = (byte) (end >>> 8 * b);
            }
        }
        arrays.set(row >>> BITS, changed);
    }

    /** Tells the rows of one segment that contain the bytes in any ASCII case; they are given in lower case. */
    void find(int segment, byte[] needle, IntConsumer found) {
        var array = arrays.get(segment);
        if (array == null) {
            return;
        }
        int from = header(array);
        for (int at = 0; at < ROWS; at++) {
            int to = end(array, at);
            if (contains(array, from, to, needle)) {
                found.accept((segment << BITS) + at);
            }
            from = to;
        }
    }

    private static boolean contains(byte[] hay, int from, int to, byte[] needle) {
        int last = to - needle.length;
        for (int at = from; at <= last; at++) {
            int matched = 0;
            while (matched < needle.length && lower(hay[at + matched]) == needle[matched]) {
                matched++;
            }
            if (matched == needle.length) {
                return true;
            }
        }
        return false;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    private static byte[] empty() {
        var empty = new byte[1 + 2 * ROWS];
        empty[0] = 2;
        for (int at = 0; at < ROWS; at++) {
            empty[1 + 2 * at] = (byte) empty.length;
        }
        return empty;
    }

    private static int header(byte[] array) {
        return 1 + array[0] * ROWS;
    }

    private static int start(byte[] array, int at) {
        return at == 0 ? header(array) : end(array, at - 1);
    }

    private static int end(byte[] array, int at) {
        if (array[0] == 2) {
            return array[1 + 2 * at] & 0xff | (array[2 + 2 * at] & 0xff) << 8;
        }
        int from = 1 + 4 * at;
        return array[from] & 0xff
                | (array[from + 1] & 0xff) << 8
                | (array[from + 2] & 0xff) << 16
                | array[from + 3] << 24;
    }

    /** The raw array of a segment, for saving; empty if it has none. */
    byte[] raw(int segment) {
        var array = arrays.get(segment);
        return array == null ? new byte[0] : array;
    }

    /** Puts a raw array back. */
    void restore(int segment, byte[] raw) {
        arrays.set(segment, raw.length == 0 ? null : raw);
    }
}
