// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/** Judges text beyond ASCII: strict UTF-8, and characters that may be shown to people. */
final class PlainWords {
    private static final char SHOWN_INSTEAD = '\uFFFD';

    private PlainWords() {}

    /** The text, with controls, overrides of the writing direction, and halves of pairs replaced. */
    static String of(char[] chars, int offset, int length) {
        var text = new StringBuilder(length);
        for (var at = offset; at < offset + length; at++) {
            var next = chars[at];
            if (Character.isHighSurrogate(next)
                    && at + 1 < offset + length
                    && Character.isLowSurrogate(chars[at + 1])) {
                text.append(next).append(chars[++at]);
            } else {
                text.append(isHarmful(next) ? SHOWN_INSTEAD : next);
            }
        }
        return text.toString();
    }

    private static boolean isHarmful(char next) {
        return Character.isISOControl(next)
                || Character.isSurrogate(next)
                || (next >= '\u200B' && next <= '\u200F')
                || (next >= '\u2028' && next <= '\u202E')
                || (next >= '\u2066' && next <= '\u2069')
                || next == '\uFEFF';
    }

    /** True for well-formed UTF-8 (Unicode table 3-7): no overlong form, no surrogate, nothing beyond U+10FFFF. */
    static boolean isUtf8(byte[] bytes, int from, int to) {
        var at = from;
        while (at < to) {
            var lead = bytes[at] & 0xFF;
            var more = lead < 0x80 ? 0 : follow(lead);
            if (more < 0 || at + more >= to + (more == 0 ? 1 : 0) || !isSecond(lead, more, bytes, at)) {
                return false;
            }
            for (var next = at + 2; next <= at + more; next++) {
                if ((bytes[next] & 0xC0) != 0x80) {
                    return false;
                }
            }
            at += more + 1;
        }
        return true;
    }

    private static int follow(int lead) {
        if (lead >= 0xC2 && lead <= 0xDF) {
            return 1;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            return 2;
        }
        return lead >= 0xF0 && lead <= 0xF4 ? 3 : -1;
    }

    private static boolean isSecond(int lead, int more, byte[] bytes, int at) {
        if (more == 0) {
            return true;
        }
        var second = bytes[at + 1] & 0xFF;
        return switch (lead) {
            case 0xE0 -> second >= 0xA0 && second <= 0xBF;
            case 0xED -> second >= 0x80 && second <= 0x9F;
            case 0xF0 -> second >= 0x90 && second <= 0xBF;
            case 0xF4 -> second >= 0x80 && second <= 0x8F;
            default -> second >= 0x80 && second <= 0xBF;
        };
    }
}
