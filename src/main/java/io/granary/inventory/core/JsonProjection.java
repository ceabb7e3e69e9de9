// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How all JSON from sites is read: streaming, with bounds, and with text made harmless. */
final class JsonProjection {
    /** Longest free text that is kept. */
    static final int TEXT = 160;
    /** Longest name of an object. */
    static final int NAME = 253;

    private static final SharedWords WORDS = new SharedWords(1 << 14);

    private JsonProjection() {}

    /** Reads one value with an open parser. */
    interface Reading<T> {
        T read(JsonCursor json) throws IOException;
    }

    /**
     * Reads one JSON object.
     *
     * @throws RejectedData for one that breaks a bound; the bytes around it may still be good
     * @throws BrokenJson for what is not JSON in UTF-8
     */
    static <T> T object(byte[] bytes, int offset, int length, Reading<T> reading) {
        if (length < 2 || bytes[offset] != '{' || bytes[offset + 1] == 0) {
            throw new BrokenJson("what came is not a JSON object");
        }
        if (!isUtf8(bytes, offset, offset + length)) {
            throw new RejectedData("an object is not valid UTF-8");
        }
        try {
            var json = new JsonCursor(bytes, offset, length);
            json.nextToken();
            var result = reading.read(json);
            if (json.nextToken() != null) {
                throw new BrokenJson("something follows an object on its line");
            }
            return result;
        } catch (JsonScanner.TooMuch tooMuch) {
            throw new RejectedData("an object is nested too deeply, or has too long a text, name or number");
        } catch (IOException broken) {
            throw new BrokenJson("what came is not valid JSON");
        }
    }

    /** Reads JSON within a text of the parser; null results where it is no JSON. */
    static JsonCursor within(JsonCursor json) throws IOException {
        var text = new String(json.getTextCharacters(), 0, json.getTextLength()).getBytes(StandardCharsets.UTF_8);
        var inner = new JsonCursor(text, 0, text.length);
        inner.nextToken();
        return inner;
    }

    /** Goes to the next field of the object and onto its value; null at the object's end. */
    static @org.jspecify.annotations.Nullable String field(JsonCursor json) throws IOException {
        var name = json.nextFieldName();
        if (name != null) {
            json.nextToken();
        }
        return name;
    }

    /** True if the value is an object to go into; anything else is passed over. */
    static boolean enters(JsonCursor json) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            return true;
        }
        json.skipChildren();
        return false;
    }

    /** True if the value is an array to go into; anything else is passed over. */
    static boolean entersArray(JsonCursor json) throws IOException {
        if (json.currentToken() == JsonToken.START_ARRAY) {
            return true;
        }
        json.skipChildren();
        return false;
    }

    /** The value as text, cut to so many characters and without any that could harm a terminal or a page. */
    static String text(JsonCursor json, int longest) throws IOException {
        switch (json.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> {
                var chars = json.getTextCharacters();
                var length = Math.min(json.getTextLength(), longest);
                return isPlain(chars, length) ? WORDS.of(chars, 0, length) : PlainWords.of(chars, 0, length);
            }
            case null, default -> {
                json.skipChildren();
                return "";
            }
        }
    }

    /** The text of a name, which must be whole: a longer one is refused rather than cut. */
    static String name(JsonCursor json, int longest) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING || json.getTextLength() > longest) {
            throw new RejectedData("an object has a name, namespace, uid or version that cannot be one");
        }
        var chars = json.getTextCharacters();
        if (!isPlain(chars, json.getTextLength())) {
            throw new RejectedData("an object has a name, namespace, uid or version with strange characters");
        }
        return new String(chars, 0, json.getTextLength());
    }

    /** The number, or 0 where it is none or too large. */
    static long number(JsonCursor json) throws IOException {
        switch (json.currentToken()) {
            case VALUE_NUMBER_INT -> {
                var length = json.getTextLength();
                return length <= 18 ? json.getLongValue() : 0;
            }
            case VALUE_STRING -> {
                return ScalarProjection.units(text(json, 32));
            }
            case null, default -> {
                json.skipChildren();
                return 0;
            }
        }
    }

    private static boolean isPlain(char[] chars, int length) {
        for (var at = 0; at < length; at++) {
            if (chars[at] < ' ' || chars[at] > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(byte[] bytes, int from, int to) {
        for (var at = from; at < to; at++) {
            if (bytes[at] < 0) {
                return PlainWords.isUtf8(bytes, at, to);
            }
        }
        return true;
    }
}
