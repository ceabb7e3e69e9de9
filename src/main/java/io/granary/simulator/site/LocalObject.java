// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * An object of the local cluster.
 *
 * @param content the whole object; copied, never changed
 */
public record LocalObject(JsonObject content) {
    public LocalObject {
        content = content.copy();
    }

    String namespace() {
        return content.getJsonObject("metadata").getString("namespace", "");
    }

    String name() {
        return content.getJsonObject("metadata").getString("name");
    }

    byte[] json(String resourceVersion) {
        var copy = content.copy();
        copy.getJsonObject("metadata").put("resourceVersion", resourceVersion);
        return copy.encode().getBytes(StandardCharsets.UTF_8);
    }
}
