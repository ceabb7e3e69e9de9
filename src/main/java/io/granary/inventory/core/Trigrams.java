// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.BitSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which segments of texts may contain a word: for each three characters in a row, the segments that have them. Every
 * hit is verified by its caller. Colons are left out, so that MAC addresses make 4,096 trigrams, not 768.
 */
final class Trigrams {
    private static final int STALE_TEXTS = 64;
    private static final int CODES = 1 << 18;
    private static final int LATELY = 1 << 11;

    private final BitSets segments;
    private final BitSet known;
    private final Ints stale = new Ints();
    /** What was lately added, trigram and segment: rows come by segment, and most of their trigrams come again. */
    private long @Nullable [] lately;

    private int width;

    Trigrams() {
        this(new BitSets(), new BitSet());
    }

    private Trigrams(BitSets segments, BitSet known) {
        this.segments = segments;
        this.known = known;
    }

    Trigrams freeze() {
        return new Trigrams(segments.freeze(), known);
    }

    void add(int segment, String text) {
        while (width <= segment) {
            stale.set(width++, 0);
        }
        if (lately == null) {
            lately = new long[LATELY];
        }
        long[] known = lately;
        eachOf(text, code -> {
            long entry = (long) code << 32 | segment + 1;
            if (known[code & LATELY - 1] != entry) {
                known[code & LATELY - 1] = entry;
                add(segment, code);
            }
        });
    }

    private void add(int segment, int code) {
        if (!segments.contains(code, segment)) {
            segments.add(code, segment);
            known.set(code);
        }
    }

    /** Tells that a text left the segment. Whether so many did that it is worth to {@link #clear} and add anew. */
    boolean isWornBy(int segment) {
        int texts = stale.get(segment) + 1;
        stale.set(segment, texts);
        return texts >= STALE_TEXTS;
    }

    void clear(int segment) {
        stale.set(segment, 0);
        lately = null;
        for (int code = known.nextSetBit(0); code >= 0; code = known.nextSetBit(code + 1)) {
            if (segments.contains(code, segment)) {
                segments.remove(code, segment);
            }
        }
    }

    /** Segments that may contain the word (lower case); null if all may, as it is too short to tell. */
    @Nullable
    BitSet candidates(String word) {
        var result = new @Nullable BitSet[1];
        eachOf(word, code -> result[0] = segments.keep(result[0], code));
        return result[0];
    }

    private static void eachOf(String text, IntConsumer codes) {
        int code = 0;
        int seen = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != ':') {
                code = (code << 6 | sixBits(c)) & CODES - 1;
                if (++seen >= 3) {
                    codes.accept(code);
                }
            }
        }
    }

    private static int sixBits(char c) {
        if (c >= 'a' && c <= 'z') {
            return c - 'a';
        }
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= '0' && c <= '9') {
            return 26 + c - '0';
        }
        return switch (c) {
            case '-' -> 36;
            case '.' -> 37;
            case '/' -> 38;
            case '_' -> 39;
            case '=' -> 40;
            case ' ' -> 41;
            // Other letters share one code: some lower-case letters differ in length, so folding them apart would lie.
            default -> 42;
        };
    }
}
