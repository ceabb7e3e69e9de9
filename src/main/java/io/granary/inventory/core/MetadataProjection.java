// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code metadata} of an object. One per object read; a second field of the same name is refused. */
final class MetadataProjection {
    private static final int MOST_LABELS = 64;
    private static final int LONGEST_VALUE = 63;
    private static final int NAMESPACE = 1;
    private static final int NAME = 2;
    private static final int UID = 4;
    private static final int VERSION = 8;
    private static final int LABELS = 16;

    /** Hears the annotations; must consume the value, or leave it if it is a scalar. */
    interface Annotations {
        void annotation(String key, JsonCursor json) throws IOException;
    }

    String namespace = "";
    String name = "";
    String uid = "";
    String version = "";
    long createdAt;
    boolean ended;
    Map<String, String> labels = Map.of();
    private int seen;

    void read(JsonCursor json, Annotations annotations) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new RejectedData("an object has no metadata");
        }
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "namespace" -> namespace = once(NAMESPACE, json, 63);
                case "name" -> name = once(NAME, json, JsonProjection.NAME);
                case "uid" -> uid = once(UID, json, 64);
                case "resourceVersion" -> version = once(VERSION, json, 20);
                case "creationTimestamp" -> createdAt = ScalarProjection.seconds(JsonProjection.text(json, 40));
                case "labels" -> labels(json);
                case "annotations" -> annotations(json, annotations);
                default -> json.skipChildren();
            }
        }
    }

    /** Checks that what identifies the object is there. */
    void requireIdentity() {
        if (name.isEmpty() || uid.isEmpty()) {
            throw new RejectedData("an object has no name or no uid");
        }
    }

    String label(String key) {
        return labels.getOrDefault(key, "");
    }

    private String once(int flag, JsonCursor json, int longest) throws IOException {
        mark(flag);
        return JsonProjection.name(json, longest);
    }

    private void mark(int flag) {
        if ((seen & flag) != 0) {
            throw new RejectedData("an object has its name, namespace, uid, version or labels twice");
        }
        seen |= flag;
    }

    private void labels(JsonCursor json) throws IOException {
        mark(LABELS);
        if (!JsonProjection.enters(json)) {
            return;
        }
        var found = new LinkedHashMap<String, String>(8);
        String key;
        while ((key = JsonProjection.field(json)) != null) {
            var fits = key.length() <= JsonProjection.NAME + 64 && json.getTextLength() <= LONGEST_VALUE;
            if (fits && found.size() < MOST_LABELS) {
                found.put(key, JsonProjection.text(json, LONGEST_VALUE));
            } else {
                json.skipChildren();
            }
        }
        labels = found.isEmpty() ? Map.of() : Collections.unmodifiableMap(found);
    }

    private static void annotations(JsonCursor json, Annotations annotations) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String key;
        while ((key = JsonProjection.field(json)) != null) {
            annotations.annotation(key, json);
            json.skipChildren();
        }
    }
}
