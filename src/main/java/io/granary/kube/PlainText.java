// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

/** Makes text that a server sent fit to be shown: one line, bounded, without control or direction characters. */
public final class PlainText {
    private PlainText() {}

    /** @param most characters of the result, 1 or more */
    public static String of(String raw, int most) {
        var text = new StringBuilder(Math.min(raw.length(), most));
        var gap = false;
        for (var i = 0; i < raw.length() && text.length() < most; i++) {
            var c = raw.charAt(i);
            if (Character.isWhitespace(c)) {
                gap = !text.isEmpty();
            } else if (isPlain(c)) {
                if (gap) {
                    text.append(' ');
                }
                gap = false;
                text.append(c);
            }
        }
        text.setLength(Math.min(text.length(), most));
        return text.toString();
    }

    private static boolean isPlain(char c) {
        var type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.PRIVATE_USE
                && type != Character.UNASSIGNED;
    }
}
