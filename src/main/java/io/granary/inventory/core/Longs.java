// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.Arrays;

/** A column of longs, in chunks of 1,024 that are copied when first written after a freeze. */
final class Longs {
    private static final int BITS = 10;
    private static final int SIZE = 1 << BITS;

    private long[][] chunks = new long[0][];
    private long[] written = new long[0];
    private long generation = 1;
    private boolean shared;

    long get(int row) {
        return chunks[row >>> BITS][row & SIZE - 1];
    }

    void set(int row, long value) {
        int chunk = row >>> BITS;
        if (chunk >= chunks.length) {
            int from = chunks.length;
            chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, from + (from >> 3) + 1));
            written = Arrays.copyOf(written, chunks.length);
            Arrays.fill(chunks, from, chunks.length, NOTHING);
        } else if (shared) {
            chunks = chunks.clone();
        }
        shared = false;
        if (written[chunk] != generation) {
            chunks[chunk] = chunks[chunk].clone();
            written[chunk] = generation;
        }
        chunks[chunk][row & SIZE - 1] = value;
    }

    Longs freeze() {
        var frozen = new Longs();
        frozen.chunks = chunks;
        shared = true;
        generation++;
        return frozen;
    }

    private static final long[] NOTHING = new long[SIZE];
}
