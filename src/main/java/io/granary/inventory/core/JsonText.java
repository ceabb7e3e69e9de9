// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.Arrays;

/** Turns the bytes of a JSON text into characters, in memory of its own that it uses again. */
final class JsonText {
    private char[] chars = new char[128];
    private int length;

    char[] chars() {
        return chars;
    }

    int length() {
        return length;
    }

    /** Reads well-formed UTF-8 between the quotes of a text whose escapes are well formed. */
    void decode(byte[] bytes, int from, int to) {
        if (chars.length < to - from) {
            chars = Arrays.copyOf(chars, Math.max(to - from, chars.length * 2));
        }
        var into = chars;
        var size = 0;
        var at = from;
        while (at < to) {
            var next = bytes[at];
            if (next >= 0 && next != '\\') {
                into[size++] = (char) next;
                at++;
            } else if (next == '\\') {
                into[size++] = escaped(bytes, at + 1);
                at += bytes[at + 1] == 'u' ? 6 : 2;
            } else {
                var point = point(bytes, at);
                size += Character.toChars(point, into, size);
                at += width(next);
            }
        }
        length = size;
    }

    private static char escaped(byte[] bytes, int at) {
        return switch (bytes[at]) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                var value = 0;
                for (var digit = at + 1; digit <= at + 4; digit++) {
                    value = value << 4 | Character.digit(bytes[digit], 16);
                }
                yield (char) value;
            }
            default -> (char) bytes[at];
        };
    }

    private static int width(byte lead) {
        if ((lead & 0xE0) == 0xC0) {
            return 2;
        }
        return (lead & 0xF0) == 0xE0 ? 3 : 4;
    }

    private static int point(byte[] bytes, int at) {
        var width = width(bytes[at]);
        var point = bytes[at] & (0xFF >> (width + 1));
        for (var next = at + 1; next < at + width; next++) {
            point = point << 6 | (bytes[next] & 0x3F);
        }
        return point;
    }
}
