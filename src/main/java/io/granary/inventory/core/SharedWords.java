// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/**
 * Shares equal short strings without growing: a table of fixed size, in which a newcomer replaces whoever held its
 * place. Safe for all threads, because a string may be published by a race.
 */
final class SharedWords {
    private static final int LONGEST = 96;
    private final @org.jspecify.annotations.Nullable String[] words;

    /** @param size how many strings are held at most, a power of two */
    SharedWords(int size) {
        words = new String[size];
    }

    String of(char[] text, int offset, int length) {
        if (length == 0) {
            return "";
        }
        if (length > LONGEST) {
            return new String(text, offset, length);
        }
        var hash = 0;
        for (var at = offset; at < offset + length; at++) {
            hash = 31 * hash + text[at];
        }
        var place = (hash ^ (hash >>> 15)) & (words.length - 1);
        var held = words[place];
        if (held != null && held.length() == length && same(held, text, offset)) {
            return held;
        }
        var fresh = new String(text, offset, length);
        words[place] = fresh;
        return fresh;
    }

    private static boolean same(String held, char[] text, int offset) {
        for (var at = 0; at < held.length(); at++) {
            if (held.charAt(at) != text[offset + at]) {
                return false;
            }
        }
        return true;
    }
}
