// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A column of references, absent ones null. Chunks are copied when first written after a freeze.
 *
 * @param <T> kept as they are: immutable, or owned by the one writer until the next freeze
 */
final class Refs<T> {
    private static final int BITS = 8;
    private static final int SIZE = 1 << BITS;

    private @Nullable Object[][] chunks = new Object[0][];
    private long[] written = new long[0];
    private long generation = 1;
    private boolean shared;

    @SuppressWarnings("unchecked")
    @Nullable
    T get(int at) {
        int chunk = at >>> BITS;
        return chunk >= chunks.length ? null : (T) chunks[chunk][at & SIZE - 1];
    }

    void set(int at, @Nullable T value) {
        int chunk = at >>> BITS;
        own(chunk);
        chunks[chunk][at & SIZE - 1] = value;
    }

    Refs<T> freeze() {
        var frozen = new Refs<T>();
        frozen.chunks = chunks;
        shared = true;
        generation++;
        return frozen;
    }

    private void own(int chunk) {
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
    }

    private static final @Nullable Object[] NOTHING = new Object[SIZE];
}
