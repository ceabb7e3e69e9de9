// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;

/** How all JSON from sites is read: streaming, with bounds, and with text made harmless. */
final class JsonProjection {
    /** Longest free text that is kept. */
    static final int TEXT = 160;
    /** Longest name of an object. */
    static final int NAME = 253;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1 << 20)
                    .maxNameLength(1024)
                    .maxNumberLength(64)
                    .build())
            .build();
    private static final SharedWords WORDS = new SharedWords(1 << 14);

    private JsonProjection() {}

    /** Reads one value with an open parser. */
    interface Reading<T> {
        T read(JsonParser json) throws IOException;
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
        try (var json = FACTORY.createParser(bytes, offset, length)) {
            json.nextToken();
            var result = reading.read(json);
            if (json.nextToken() != null) {
                throw new BrokenJson("something follows an object on its line");
            }
            return result;
        } catch (StreamConstraintsException tooMuch) {
            throw new RejectedData("an object is nested too deeply, or has too long a text, name or number");
        } catch (IOException broken) {
            throw new BrokenJson("what came is not valid JSON");
        }
    }

    /** Reads JSON within a text of the parser; null results where it is no JSON. */
    static JsonParser within(JsonParser json) throws IOException {
        var inner = json.hasTextCharacters()
                ? FACTORY.createParser(json.getTextCharacters(), json.getTextOffset(), json.getTextLength())
                : FACTORY.createParser(json.getText());
        inner.nextToken();
        return inner;
    }

    /** Goes to the next field of the object and onto its value; null at the object's end. */
    static @org.jspecify.annotations.Nullable String field(JsonParser json) throws IOException {
        var name = json.nextFieldName();
        if (name != null) {
            json.nextToken();
        }
        return name;
    }

    /** True if the value is an object to go into; anything else is passed over. */
    static boolean enters(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            return true;
        }
        json.skipChildren();
        return false;
    }

    /** True if the value is an array to go into; anything else is passed over. */
    static boolean entersArray(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_ARRAY) {
            return true;
        }
        json.skipChildren();
        return false;
    }

    /** The value as text, cut to so many characters and without any that could harm a terminal or a page. */
    static String text(JsonParser json, int longest) throws IOException {
        switch (json.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> {
                var chars = json.getTextCharacters();
                var offset = json.getTextOffset();
                var length = Math.min(json.getTextLength(), longest);
                return isPlain(chars, offset, length)
                        ? WORDS.of(chars, offset, length)
                        : PlainWords.of(chars, offset, length);
            }
            default -> {
                json.skipChildren();
                return "";
            }
        }
    }

    /** The text of a name, which must be whole: a longer one is refused rather than cut. */
    static String name(JsonParser json, int longest) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING || json.getTextLength() > longest) {
            throw new RejectedData("an object has a name, namespace, uid or version that cannot be one");
        }
        var chars = json.getTextCharacters();
        var offset = json.getTextOffset();
        if (!isPlain(chars, offset, json.getTextLength())) {
            throw new RejectedData("an object has a name, namespace, uid or version with strange characters");
        }
        return new String(chars, offset, json.getTextLength());
    }

    /** The number, or 0 where it is none or too large. */
    static long number(JsonParser json) throws IOException {
        switch (json.currentToken()) {
            case VALUE_NUMBER_INT -> {
                var length = json.getTextLength();
                return length <= 18 ? json.getLongValue() : 0;
            }
            case VALUE_STRING -> {
                return ScalarProjection.units(text(json, 32));
            }
            default -> {
                json.skipChildren();
                return 0;
            }
        }
    }

    private static boolean isPlain(char[] chars, int offset, int length) {
        for (var at = offset; at < offset + length; at++) {
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
