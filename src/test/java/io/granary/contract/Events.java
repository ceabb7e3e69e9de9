// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The events of an open watch. */
final class Events implements AutoCloseable {
    private static final String END = "END";
    private final int code;
    private final InputStream stream;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Events(int code, InputStream stream) {
        this.code = code;
        this.stream = stream;
        Thread.ofVirtual().start(this::read);
    }

    int code() {
        return code;
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
            lines.add(END);
        } catch (IOException | RuntimeException closed) {
            lines.add(END);
        }
    }

    /** The next event that is no periodic bookmark. */
    JsonNode next() {
        while (true) {
            var line = line();
            if (line.equals(END)) {
                throw new AssertionError("The watch ended.");
            }
            var event = Wire.json(line.getBytes(StandardCharsets.UTF_8));
            var periodic = event.path("type").asText().equals("BOOKMARK")
                    && event.at("/object/metadata/annotations").isMissingNode();
            if (!periodic) {
                return event;
            }
        }
    }

    /** The next event as {@code TYPE name}. */
    String told() {
        var event = next();
        return event.path("type").asText() + " "
                + event.at("/object/metadata/name").asText();
    }

    /** The next periodic bookmark. */
    JsonNode bookmark() {
        while (true) {
            var event = Wire.json(line().getBytes(StandardCharsets.UTF_8));
            if (event.path("type").asText().equals("BOOKMARK")) {
                return event;
            }
        }
    }

    /** Waits for the end of the stream. */
    void awaitEnd() {
        while (!line().equals(END)) {
            // What comes before the end does not matter here.
        }
    }

    private String line() {
        try {
            var line = lines.poll(75, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("Nothing came over the watch for 75 seconds.");
            }
            return line;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException closedAlready) {
            lines.add(END);
        }
    }
}
