// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.io.IOException;

/** Reads the envelope of a page of a list: what {@link ItemFrames} leaves. */
public final class PageProjection {
    private static final int LONGEST_TOKEN = 16 << 10;

    /**
     * @param resourceVersion of the list
     * @param next the token for the next page, empty on the last
     */
    public record Page(String resourceVersion, String next) {}

    private String version = "";
    private String next = "";
    private String kind = "";
    private boolean hasItems;

    private PageProjection() {}

    /**
     * @param kind of the items; the list must say {@code kind + "List"}
     * @throws RejectedData when this is no such list
     * @throws BrokenJson when this is no JSON
     */
    public static Page read(byte[] envelope, String kind) {
        return JsonProjection.object(envelope, 0, envelope.length, json -> new PageProjection().page(json, kind));
    }

    private Page page(JsonCursor json, String expected) throws IOException {
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "kind" -> kind = JsonProjection.text(json, 96);
                case "metadata" -> metadata(json);
                case "items" -> items(json);
                default -> json.skipChildren();
            }
        }
        requireKind(expected + "List", kind);
        if (!hasItems || ScalarProjection.version(version) < 0) {
            throw new RejectedData("a list has no items, or no usable resource version");
        }
        return new Page(version, next);
    }

    private void items(JsonCursor json) throws IOException {
        if (json.currentToken() == JsonToken.START_ARRAY && json.nextToken() != JsonToken.END_ARRAY) {
            throw new RejectedData("a list has its items twice");
        }
        hasItems = true;
        json.skipChildren();
    }

    private void metadata(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "resourceVersion" -> version = JsonProjection.name(json, 20);
                case "continue" -> next = JsonProjection.name(json, LONGEST_TOKEN);
                default -> json.skipChildren();
            }
        }
    }

    static void requireKind(String expected, String said) {
        if (!said.equals(expected)) {
            throw new RejectedData("another kind came than " + expected);
        }
    }
}
