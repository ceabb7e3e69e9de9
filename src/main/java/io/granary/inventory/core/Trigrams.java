// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.BitSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which segments of 64 texts may contain a word: for each three characters in a row, the segments that have them. Every
 * hit is verified by its caller. Colons are left out, so that MAC addresses make 4,096 trigrams, not 768.
 */
final class Trigrams {
    private static final int STALE_TEXTS = Segments.ROWS;

    private final Refs<RoaringBitmap> segments;
    private final BitSet owned = new BitSet();
    private final BitSet known;
    private final Ints stale = new Ints();
    private int width;

    Trigrams() {
        this(new Refs<>(), new BitSet());
    }

    private Trigrams(Refs<RoaringBitmap> segments, BitSet known) {
        this.segments = segments;
        this.known = known;
    }

    Trigrams freeze() {
        owned.clear();
        return new Trigrams(segments.freeze(), known);
    }

    void add(int segment, String text) {
        while (width <= segment) {
            stale.set(width++, 0);
        }
        eachOf(text, code -> {
            var set = segments.get(code);
            if (set == null || !set.contains(segment)) {
                own(code, set).add(segment);
            }
        });
    }

    /** Tells that a text left the segment. Whether so many did that it is worth to {@link #clear} and add anew. */
    boolean isWornBy(int segment) {
        int texts = stale.get(segment) + 1;
        stale.set(segment, texts);
        return texts >= STALE_TEXTS;
    }

    void clear(int segment) {
        stale.set(segment, 0);
        for (int code = known.nextSetBit(0); code >= 0; code = known.nextSetBit(code + 1)) {
            var set = segments.get(code);
            if (set != null && set.contains(segment)) {
                own(code, set).remove(segment);
            }
        }
    }

    /** Segments that may contain the word (lower case); null if all may, as it is too short to tell. */
    @Nullable
    RoaringBitmap candidates(String word) {
        var result = new RoaringBitmap[1];
        eachOf(word, code -> {
            var set = segments.get(code);
            var found = set == null ? new RoaringBitmap() : set;
            result[0] = result[0] == null ? found : RoaringBitmap.and(result[0], found);
        });
        return result[0];
    }

    private RoaringBitmap own(int code, @Nullable RoaringBitmap set) {
        if (set != null && owned.get(code)) {
            return set;
        }
        var mine = set == null ? new RoaringBitmap() : set.clone();
        segments.set(code, mine);
        owned.set(code);
        known.set(code);
        return mine;
    }

    private static void eachOf(String text, IntConsumer codes) {
        int code = 0;
        int seen = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != ':') {
                code = (code << 6 | sixBits(c)) & 0x3ffff;
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
