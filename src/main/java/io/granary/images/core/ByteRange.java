// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images.core;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a file a {@code Range} header asks for (RFC 9110, section 14).
 *
 * @param first offset of the first byte
 * @param length number of bytes, at least 1
 */
public record ByteRange(long first, long length) {

    /** What to do with a {@code Range} header. */
    public sealed interface Verdict {}

    /** Serve the whole file with 200: no header, another unit, several ranges, or not understood. */
    public record Whole() implements Verdict {}

    /** Serve this part with 206. */
    public record Part(ByteRange range) implements Verdict {}

    /** Answer 416: no byte of the file is asked for. */
    public record Unsatisfiable() implements Verdict {}

    /**
     * Reads one header. A header that is malformed is ignored, as the RFC has it, never an error.
     *
     * @param header the value, or null where the request has none
     * @param size of the file in bytes
     */
    public static Verdict of(@Nullable String header, long size) {
        if (header == null || !header.startsWith("bytes=") || header.indexOf(',') >= 0) {
            return new Whole();
        }
        String range = header.substring("bytes=".length()).trim();
        int dash = range.indexOf('-');
        if (dash < 0) {
            return new Whole();
        }
        long first = digits(range.substring(0, dash));
        long last = digits(range.substring(dash + 1));
        if (first == MALFORMED || last == MALFORMED || (first == ABSENT && last == ABSENT)) {
            return new Whole();
        }
        return first == ABSENT ? suffix(last, size) : fromTo(first, last, size);
    }

    private static final long ABSENT = -1;
    private static final long MALFORMED = -2;

    private static Verdict suffix(long wanted, long size) {
        long length = Math.min(wanted, size);
        return length == 0 ? new Unsatisfiable() : new Part(new ByteRange(size - length, length));
    }

    private static Verdict fromTo(long first, long last, long size) {
        if (last != ABSENT && last < first) {
            return new Whole();
        }
        if (first >= size) {
            return new Unsatisfiable();
        }
        long end = last == ABSENT ? size - 1 : Math.min(last, size - 1);
        return new Part(new ByteRange(first, end - first + 1));
    }

    private static long digits(String text) {
        if (text.isEmpty()) {
            return ABSENT;
        }
        if (text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return MALFORMED;
        }
        return Long.parseLong(text);
    }
}
