// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cursor against Jackson: the same tokens and texts for all that is JSON, and a refusal for all that is not. */
class JsonCursorTest {
    private static final JsonFactory JACKSON = new JsonFactory();
    private static final String[] SCALARS = {
        "0",
        "-0",
        "17",
        "-3.25",
        "1e9",
        "2E-3",
        "true",
        "false",
        "null",
        "\"\"",
        "\"text\"",
        "\"\\u00e9\\n\\\"\\\\\\/\"",
        "\"größe ☃ 🚀\"",
        "\"\\ud83d\\ude80\""
    };

    private final Random random = new Random(7);

    @Test
    void everyValueIsReadAsJacksonReadsIt() {
        for (var round = 0; round < 2_000; round++) {
            var json = value(0);
            assertThat(ours(json)).as(json).isEqualTo(theirs(json));
        }
    }

    @Test
    void everyGarbledValueIsJudgedAsJacksonJudgesIt() {
        for (var round = 0; round < 20_000; round++) {
            var json = garbled(value(0));
            assertThat(ours(json)).as(json).isEqualTo(theirs(json));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1,}",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{\"a\" 1}",
                "{a:1}",
                "01",
                "-",
                "1.",
                "1e",
                "+1",
                ".5",
                "tru",
                "nulll",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\",
                "\"",
                "\"a\tb\"",
                "]",
                "[}",
                "{]",
                "NaN"
            })
    void whatIsNoJsonIsRefused(String json) {
        assertThat(ours(json)).isEqualTo(List.of("refused"));
    }

    @Test
    void whatBreaksABoundIsRefused() {
        assertThat(ours("[".repeat(65) + "]".repeat(65))).isEqualTo(List.of("refused"));
        assertThat(ours("1".repeat(65))).isEqualTo(List.of("refused"));
        assertThat(ours("{\"" + "n".repeat(1025) + "\":1}")).isEqualTo(List.of("refused"));
        assertThat(ours("\"" + "t".repeat((1 << 20) + 1) + "\"")).isEqualTo(List.of("refused"));
    }

    private String value(int depth) {
        var kind = depth > 4 ? 0 : random.nextInt(4);
        return switch (kind) {
            case 2 -> parts(depth, "[", "]", "");
            case 3 -> parts(depth, "{", "}", "\"k\\u006b%d\" : ");
            default -> SCALARS[random.nextInt(SCALARS.length)];
        };
    }

    private String parts(int depth, String open, String close, String key) {
        var parts = new ArrayList<String>();
        for (var at = random.nextInt(5); at > 0; at--) {
            parts.add(key.formatted(at) + value(depth + 1));
        }
        return open + String.join(random.nextBoolean() ? "," : " ,\n ", parts) + close;
    }

    /** One character taken away, doubled, or put in the place of another. */
    private String garbled(String json) {
        var at = random.nextInt(json.length());
        var from = json.codePointAt(at) > 0x7F || json.charAt(at) > 0x7F ? 0 : at;
        return switch (random.nextInt(3)) {
            case 0 -> json.substring(0, from) + json.substring(from + 1);
            case 1 -> json.substring(0, from) + json.charAt(from) + json.substring(from);
            default ->
                json.substring(0, from) + "{}[],:\"\\0-e.tn".charAt(random.nextInt(14)) + json.substring(from + 1);
        };
    }

    private static List<String> ours(String json) {
        var bytes = ("  " + json + " ").getBytes(StandardCharsets.UTF_8);
        var told = new ArrayList<String>();
        var cursor = new JsonCursor(bytes, 2, bytes.length - 2);
        try {
            JsonToken token;
            while ((token = cursor.nextToken()) != null) {
                told.add(token + " " + new String(cursor.getTextCharacters(), 0, cursor.getTextLength()));
            }
            return told;
        } catch (IOException refused) {
            return List.of("refused");
        }
    }

    private static List<String> theirs(String json) {
        var told = new ArrayList<String>();
        try (JsonParser parser = JACKSON.createParser(json.getBytes(StandardCharsets.UTF_8))) {
            var values = 0;
            com.fasterxml.jackson.core.JsonToken token;
            while ((token = parser.nextToken()) != null) {
                if (parser.getParsingContext().inRoot() && !token.isStructEnd() && ++values > 1) {
                    return List.of("refused");
                }
                told.add(token + " " + parser.getText());
            }
            return told;
        } catch (IOException refused) {
            return List.of("refused");
        }
    }
}
