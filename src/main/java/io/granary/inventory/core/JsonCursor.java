// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks over JSON (RFC 8259) in bytes that are well-formed UTF-8. Most of an object of KubeVirt is passed over, and
 * what is passed over is checked but never made into characters or names: that is a third of the CPU time that a
 * general parser takes, whose table of names never settles because {@code managedFields} and {@code activePods} have
 * keys of their own in every object. At most {@value #DEPTH} levels, names of {@value #NAME} bytes, texts of 1 MiB,
 * numbers of 64 characters. One per value read.
 */
final class JsonCursor extends JsonScanner {
    private static final int DEPTH = 64;
    private static final int NAME = 1024;
    private static final int TEXT = 1 << 20;
    private static final SharedWords NAMES = new SharedWords(1 << 12);

    private final JsonText text = new JsonText();
    private int depth;
    /** One bit a level: set for an object, clear for an array. */
    private long objects;

    private @Nullable JsonToken token;
    private boolean decoded;

    JsonCursor(byte[] bytes, int offset, int length) {
        super(bytes, offset, length);
    }

    @Nullable
    JsonToken currentToken() {
        return token;
    }

    /** Goes on by one token; null after the end of the value, behind which only blanks may stand. */
    @Nullable
    JsonToken nextToken() throws IOException {
        blanks();
        decoded = false;
        if (depth == 0) {
            token = outermost();
        } else if ((objects & 1) != 0) {
            token = withinObject();
        } else {
            token = withinArray();
        }
        return token;
    }

    /** Goes on by one token, and gives its name if it is one; null for anything else. */
    @Nullable
    String nextFieldName() throws IOException {
        if (nextToken() != JsonToken.FIELD_NAME) {
            return null;
        }
        return NAMES.of(getTextCharacters(), 0, getTextLength());
    }

    /** Goes to the end of the object or array that begins here; stays on anything else. */
    void skipChildren() throws IOException {
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            var outside = depth - 1;
            while (depth > outside) {
                nextToken();
            }
        }
    }

    char[] getTextCharacters() {
        decode();
        return text.chars();
    }

    int getTextLength() {
        decode();
        return text.length();
    }

    /** The number; only for whole ones of at most 18 characters. */
    long getLongValue() {
        long value = 0;
        for (var digit = bytes[from] == '-' ? from + 1 : from; digit < to; digit++) {
            value = value * 10 + (bytes[digit] - '0');
        }
        return bytes[from] == '-' ? -value : value;
    }

    private void decode() {
        if (!decoded) {
            text.decode(bytes, from, to);
            decoded = true;
        }
    }

    private @Nullable JsonToken outermost() throws IOException {
        if (token == null && at < end) {
            return value();
        }
        if (at < end) {
            throw new Malformed("something follows the value");
        }
        return null;
    }

    private JsonToken withinObject() throws IOException {
        if (token == JsonToken.FIELD_NAME) {
            return value();
        }
        if (peek() == '}') {
            return leave(JsonToken.END_OBJECT);
        }
        if (token != JsonToken.START_OBJECT) {
            expect(',');
            blanks();
        }
        expect('"');
        string(NAME);
        blanks();
        expect(':');
        return JsonToken.FIELD_NAME;
    }

    private JsonToken withinArray() throws IOException {
        if (peek() == ']') {
            return leave(JsonToken.END_ARRAY);
        }
        if (token != JsonToken.START_ARRAY) {
            expect(',');
            blanks();
        }
        return value();
    }

    private JsonToken value() throws IOException {
        var next = peek();
        switch (next) {
            case '"' -> {
                at++;
                string(TEXT);
                return JsonToken.VALUE_STRING;
            }
            case '{' -> {
                return enter(1, JsonToken.START_OBJECT);
            }
            case '[' -> {
                return enter(0, JsonToken.START_ARRAY);
            }
            case 't' -> {
                return word("true", JsonToken.VALUE_TRUE);
            }
            case 'f' -> {
                return word("false", JsonToken.VALUE_FALSE);
            }
            case 'n' -> {
                return word("null", JsonToken.VALUE_NULL);
            }
            default -> {
                return number();
            }
        }
    }

    private JsonToken enter(int bit, JsonToken begun) throws IOException {
        if (depth == DEPTH) {
            throw new TooMuch("nested too deeply");
        }
        depth++;
        objects = objects << 1 | bit;
        from = at;
        to = ++at;
        return begun;
    }

    private JsonToken leave(JsonToken ended) {
        depth--;
        objects >>>= 1;
        from = at;
        to = ++at;
        return ended;
    }
}
