// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.io.IOException;

/** The scalars of JSON (RFC 8259): checks each and remembers where it stands, without making anything of it. */
abstract sealed class JsonScanner permits JsonCursor {
    private static final int NUMBER = 64;

    /** The bytes are not JSON. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message, null);
        }
    }

    /** The bytes break a bound. */
    static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1;

        TooMuch(String message) {
            super(message, null);
        }
    }

    final byte[] bytes;
    final int end;
    int at;
    /** Where the last scalar begins, behind a quote. */
    int from;
    /** Where the last scalar ends, before a quote. */
    int to;

    JsonScanner(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    final JsonToken word(String word, JsonToken means) throws IOException {
        from = at;
        for (var each = 0; each < word.length(); each++) {
            expect(word.charAt(each));
        }
        to = at;
        return means;
    }

    final JsonToken number() throws IOException {
        from = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        var whole = true;
        if (at < end && bytes[at] == '.') {
            whole = false;
            at++;
            digits();
        }
        if (at < end && (bytes[at] | 0x20) == 'e') {
            whole = false;
            at++;
            at += peek() == '-' || peek() == '+' ? 1 : 0;
            digits();
        }
        to = at;
        if (to - from > NUMBER) {
            throw new TooMuch("a number is too long");
        }
        return whole ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_NUMBER_FLOAT;
    }

    private void digits() throws IOException {
        var first = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == first) {
            throw new Malformed("a number without digits, or something that is no value");
        }
    }

    /** Behind an opening quote: goes behind the closing one. */
    final void string(int longest) throws IOException {
        from = at;
        var next = at;
        while (next < end && bytes[next] != '"') {
            var here = bytes[next];
            if (here == '\\') {
                next = escape(next + 1);
            } else if (here >= 0 && here < ' ') {
                throw new Malformed("a control character in a text");
            } else {
                next++;
            }
        }
        if (next >= end) {
            throw new Malformed("a text without end");
        }
        if (next - from > longest) {
            throw new TooMuch("a text or a name is too long");
        }
        to = next;
        at = next + 1;
    }

    private int escape(int which) throws IOException {
        var known = which < end && "\"\\/bfnrtu".indexOf(bytes[which]) >= 0;
        if (!known || (bytes[which] == 'u' && !isHex(which + 1))) {
            throw new Malformed("an escape that is none");
        }
        return bytes[which] == 'u' ? which + 5 : which + 1;
    }

    private boolean isHex(int first) {
        for (var digit = first; digit < first + 4; digit++) {
            if (digit >= end || Character.digit(bytes[digit], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    final void blanks() {
        while (at < end && bytes[at] <= ' ' && isBlank(bytes[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte next) {
        return next == ' ' || next == '\n' || next == '\r' || next == '\t';
    }

    final byte peek() throws IOException {
        if (at >= end) {
            throw new Malformed("the value has no end");
        }
        return bytes[at];
    }

    final void expect(char wanted) throws IOException {
        if (peek() != wanted) {
            throw new Malformed("something else than what must follow");
        }
        at++;
    }
}
