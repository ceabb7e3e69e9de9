// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/** Reads who an object is. */
public final class IdentityProjection {
    private IdentityProjection() {}

    /**
     * The uid of one object, the empty string where it has none.
     *
     * @throws RejectedData when the object is unusable
     * @throws BrokenJson when this is no JSON
     */
    public static String uid(byte[] object) {
        return JsonProjection.object(object, 0, object.length, json -> {
            var metadata = new MetadataProjection();
            String field;
            while ((field = JsonProjection.field(json)) != null) {
                if (field.equals("metadata")) {
                    metadata.read(json, (key, value) -> {});
                } else {
                    json.skipChildren();
                }
            }
            return metadata.uid;
        });
    }
}
