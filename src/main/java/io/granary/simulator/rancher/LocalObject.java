// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * An object that Rancher writes into its local cluster.
 *
 * @param content the whole object, without what the API server fills in
 */
record LocalObject(JsonObject content) {
    private static final ObjectMapper JSON = new ObjectMapper();

    ObjectKey key() {
        var metadata = content.getJsonObject("metadata");
        return ObjectKey.of(metadata.getString("namespace", ""), metadata.getString("name"));
    }

    ObjectNode tree() {
        return read(content.encode().getBytes(StandardCharsets.UTF_8));
    }

    static ObjectNode read(byte[] json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("an object of the local cluster is no JSON", e);
        }
    }

    /** What is there already, with this object's labels and annotations put over it, its spec and its status. */
    ObjectNode over(ObjectNode existing) {
        var own = tree();
        var metadata = (ObjectNode) existing.path("metadata");
        for (var field : new String[] {"labels", "annotations"}) {
            if (own.path("metadata").has(field)) {
                metadata.withObject("/" + field)
                        .setAll((ObjectNode) own.path("metadata").path(field));
            }
        }
        own.remove("metadata");
        existing.setAll(own);
        return existing;
    }
}
