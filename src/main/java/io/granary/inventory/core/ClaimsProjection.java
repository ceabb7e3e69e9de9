// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.io.IOException;

/** Reads Harvester's annotation {@code harvesterhci.io/volumeClaimTemplates}: JSON within a text. One per object. */
final class ClaimsProjection {
    private static final int MOST = 64;

    long bytes;
    String image = "";

    void read(JsonCursor json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            return;
        }
        try {
            var inner = JsonProjection.within(json);
            if (!JsonProjection.entersArray(inner)) {
                return;
            }
            for (var count = 0; count < MOST && inner.nextToken() != JsonToken.END_ARRAY; count++) {
                if (inner.currentToken() == null) {
                    return;
                }
                claim(inner);
            }
        } catch (IOException garbled) {
            // People write this annotation by hand too: the disks are left as far as they were read.
        }
    }

    private void claim(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            if (json.currentToken() == JsonToken.START_OBJECT && field.equals("metadata")) {
                into(json, "annotations", "harvesterhci.io/imageId");
            } else if (json.currentToken() == JsonToken.START_OBJECT && field.equals("spec")) {
                into(json, "resources", "requests");
            } else {
                json.skipChildren();
            }
        }
    }

    private void into(JsonCursor json, String object, String wanted) throws IOException {
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            if (field.equals(object) && json.currentToken() == JsonToken.START_OBJECT) {
                String key;
                while ((key = JsonProjection.field(json)) != null) {
                    value(json, key.equals(wanted));
                }
            } else {
                json.skipChildren();
            }
        }
    }

    private void value(JsonCursor json, boolean isWanted) throws IOException {
        if (!isWanted) {
            json.skipChildren();
        } else if (json.currentToken() == JsonToken.START_OBJECT) {
            requests(json);
        } else if (image.isEmpty()) {
            image = JsonProjection.text(json, 2 * JsonProjection.NAME);
        }
    }

    private void requests(JsonCursor json) throws IOException {
        String key;
        while ((key = JsonProjection.field(json)) != null) {
            if (key.equals("storage")) {
                var sum = bytes + ScalarProjection.units(JsonProjection.text(json, 32));
                bytes = sum < 0 ? Long.MAX_VALUE : sum;
            } else {
                json.skipChildren();
            }
        }
    }
}
