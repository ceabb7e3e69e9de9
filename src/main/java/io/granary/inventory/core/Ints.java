// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.Arrays;

/**
 * A column of non-negative integers. Chunks of 1,024 are copied when first written after a freeze, so a snapshot costs
 * what changed; each chunk is as narrow (1, 2 or 4 bytes) as its greatest value allows.
 */
final class Ints {
    private static final int BITS = 10;
    private static final int SIZE = 1 << BITS;

    private Object[] chunks = new Object[0];
    private long[] written = new long[0];
    private long generation = 1;
    private boolean shared;

    int get(int row) {
        int at = row & SIZE - 1;
        return switch (chunks[row >>> BITS]) {
            case byte[] narrow -> narrow[at] & 0xff;
            case short[] middle -> middle[at] & 0xffff;
            case int[] wide -> wide[at];
            default -> throw new IllegalStateException("a chunk is bytes, shorts or ints");
        };
    }

    void set(int row, int value) {
        int chunk = row >>> BITS;
        own(chunk, value);
        int at = row & SIZE - 1;
        switch (chunks[chunk]) {
            case byte[] narrow -> narrow[at] = (byte) value;
            case short[] middle -> middle[at] = (short) value;
            case int[] wide -> wide[at] = value;
            default -> throw new IllegalStateException("a chunk is bytes, shorts or ints");
        }
    }

    Ints freeze() {
        var frozen = new Ints();
        frozen.chunks = chunks;
        shared = true;
        generation++;
        return frozen;
    }

    private void own(int chunk, int value) {
        if (chunk >= chunks.length) {
            grow(chunk + 1);
        } else if (shared) {
            chunks = chunks.clone();
        }
        shared = false;
        int needed = value < 0 || value > 0xffff ? 4 : value > 0xff ? 2 : 1;
        if (width(chunks[chunk]) < needed) {
            chunks[chunk] = widened(chunks[chunk], needed);
        } else if (written[chunk] != generation) {
            chunks[chunk] = widened(chunks[chunk], width(chunks[chunk]));
        }
        written[chunk] = generation;
    }

    private void grow(int needed) {
        int from = chunks.length;
        chunks = Arrays.copyOf(chunks, Math.max(needed, from + (from >> 3) + 1));
        written = Arrays.copyOf(written, chunks.length);
        Arrays.fill(chunks, from, chunks.length, new byte[0]);
    }

    private static int width(Object chunk) {
        return switch (chunk) {
            case byte[] narrow -> narrow.length == 0 ? 0 : 1;
            case short[] _ -> 2;
            default -> 4;
        };
    }

    private static Object widened(Object chunk, int width) {
        var values = new int[SIZE];
        for (int at = 0; width(chunk) > 0 && at < SIZE; at++) {
            values[at] = switch (chunk) {
                case byte[] narrow -> narrow[at] & 0xff;
                case short[] middle -> middle[at] & 0xffff;
                case int[] wide -> wide[at];
                default -> 0;
            };
        }
        return narrowed(values, width);
    }

    private static Object narrowed(int[] values, int width) {
        if (width == 4) {
            return values;
        }
        var bytes = new byte[width == 1 ? SIZE : 0];
        var shorts = new short[width == 2 ? SIZE : 0];
        for (int at = 0; at < SIZE; at++) {
            if (width == 1) {
                bytes[at] = (byte) values[at];
            } else {
                shorts[at] = (short) values[at];
            }
        }
        return width == 1 ? bytes : shorts;
    }
}
