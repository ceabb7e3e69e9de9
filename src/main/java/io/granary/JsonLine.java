// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line. {@code message} is the text as it stands in the code, so that equal things can be counted;
 * {@code arguments} are what varies, in their order, and {@code text} is both together. What was set for the whole
 * pass, such as {@code site}, is a field of its own. Nothing of it can end the line or colour a terminal, since JSON
 * escapes control characters.
 */
final class JsonLine extends ExtFormatter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST = 8_192;
    private static final int DEEPEST = 60;

    @Override
    public String format(ExtLogRecord line) {
        var text = new StringWriter(256);
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("time", line.getInstant().toString());
            json.writeStringField("level", line.getLevel().getName());
            json.writeStringField("logger", line.getLoggerName());
            json.writeStringField("message", cut(line.getMessage()));
            arguments(json, line);
            for (var field : line.getMdcCopy().entrySet()) {
                json.writeStringField(field.getKey(), cut(field.getValue()));
            }
            trace(json, line);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.append('\n').toString();
    }

    private static void arguments(JsonGenerator json, ExtLogRecord line) throws IOException {
        var given = line.getParameters();
        if (given == null || given.length == 0) {
            return;
        }
        json.writeArrayFieldStart("arguments");
        for (var argument : given) {
            if (argument instanceof Integer || argument instanceof Long) {
                json.writeNumber(((Number) argument).longValue());
            } else {
                json.writeString(cut(String.valueOf(argument)));
            }
        }
        json.writeEndArray();
        json.writeStringField("text", cut(line.getFormattedMessage()));
    }

    private static void trace(JsonGenerator json, ExtLogRecord line) throws IOException {
        var thrown = line.getThrown();
        if (thrown == null) {
            return;
        }
        json.writeStringField("error", cut(String.valueOf(thrown)));
        json.writeArrayFieldStart("trace");
        var left = DEEPEST;
        for (var at = thrown; at != null && left > 0; at = at.getCause()) {
            json.writeString(cut(at.toString()));
            for (var frame : at.getStackTrace()) {
                if (--left <= 0) {
                    break;
                }
                json.writeString("at " + frame);
            }
        }
        json.writeEndArray();
    }

    private static String cut(@Nullable String text) {
        var whole = String.valueOf(text);
        return whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST) + "...";
    }
}
