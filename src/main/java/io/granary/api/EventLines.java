// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.Rendering.Headings;
import io.granary.inventory.core.RowEvent;
import java.util.HashMap;
import java.util.Map;

/** Writes the lines of watches; what many watchers get alike is written once. For one thread. */
final class EventLines {
    private final Map<Key, byte[]> written = new HashMap<>();
    private final long now;

    /** Ages are told as of {@code now}, in seconds since 1970. */
    EventLines(long now) {
        this.now = now;
    }

    private record Key(long sequence, RowEvent.Type type, Rendering rendering, Headings headings) {}

    /** One event: a JSON object and a line feed. */
    byte[] line(RowEvent.Seen seen, Rendering rendering, Headings headings) {
        var key = new Key(seen.row().sequence(), seen.type(), rendering, headings);
        return written.computeIfAbsent(
                key,
                ignored -> Rendering.bytes(json -> {
                    json.writeStartObject();
                    json.writeStringField("type", seen.type().name());
                    json.writeFieldName("object");
                    rendering.single(json, seen.row(), now, headings);
                    json.writeEndObject();
                    json.writeRaw('\n');
                }));
    }

    void forget() {
        written.clear();
    }
}
