// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import io.granary.simulator.apiserver.ResourceType;
import java.util.Locale;

/**
 * A kind as Steve names it.
 *
 * @param id {@code namespace}, {@code granary.io.site}
 * @param plural what stands in its path: {@code namespaces}, {@code granary.io.sites}
 * @param type what the cluster serves
 */
record SteveType(String id, String plural, ResourceType type) {
    static SteveType of(ResourceType type) {
        var prefix = type.group().isEmpty() ? "" : type.group() + ".";
        return new SteveType(prefix + type.kind().toLowerCase(Locale.ROOT), prefix + type.plural(), type);
    }

    boolean namespaced() {
        return type.namespaced();
    }

    /** The path of an object at the cluster's API server; of all of them for an empty name. */
    String kubePath(String namespace, String name) {
        var root = type.group().isEmpty() ? "/api/" + type.version() : "/apis/" + type.apiVersion();
        var within = namespace.isEmpty() ? "" : "/namespaces/" + namespace;
        return root + within + "/" + type.plural() + (name.isEmpty() ? "" : "/" + name);
    }
}
