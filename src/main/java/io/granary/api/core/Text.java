// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

/** What a client sent, made fit to be shown back. */
final class Text {
    private static final int LONGEST = 120;

    private Text() {}

    static String shown(String text) {
        var cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        var shown = new StringBuilder(cut.length());
        cut.chars().forEach(c -> shown.append(c < 0x20 || (c >= 0x7f && c < 0xa0) ? '?' : (char) c));
        return shown.toString();
    }
}
