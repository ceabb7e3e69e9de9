// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Discovery and OpenAPI of a catalogue, written when first asked for and then kept. */
final class CatalogDocuments {
    private final Map<String, byte[]> kept = new ConcurrentHashMap<>(1);
    private final Discovery discovery;
    private final OpenApi openApi;

    CatalogDocuments(ResourceCatalog catalog) {
        discovery = new Discovery(catalog);
        openApi = new OpenApi(discovery);
    }

    Discovery discovery() {
        return discovery;
    }

    byte[] core() {
        return keep("/api", discovery::core);
    }

    byte[] groups() {
        return keep("/apis", discovery::groupList);
    }

    byte[] aggregatedCore() {
        return keep("/api v2", () -> discovery.aggregated(List.of("")));
    }

    byte[] aggregatedGroups() {
        return keep("/apis v2", () -> discovery.aggregated(discovery.groups()));
    }

    Optional<byte[]> group(String group) {
        var versions = discovery.versions(group).keySet();
        return versions.isEmpty()
                ? Optional.empty()
                : Optional.of(keep(
                        "/apis/" + group,
                        () -> Json.object()
                                .put("kind", "APIGroup")
                                .put("apiVersion", "v1")
                                .setAll(Discovery.group(group, versions))));
    }

    Optional<byte[]> resources(String group, String version) {
        return discovery.versions(group).containsKey(version)
                ? Optional.of(keep("/apis/" + group + "/" + version, () -> discovery.resources(group, version)))
                : Optional.empty();
    }

    /** The document of {@code api/v1} or {@code apis/group/version}. */
    Optional<byte[]> openApi(String path) {
        var parts = path.split("/");
        var group = parts.length == 3 && parts[0].equals("apis") ? parts[1] : "";
        var known = parts.length == 3 || path.equals("api/v1");
        return known && discovery.versions(group).containsKey(parts[parts.length - 1])
                ? Optional.of(keep("/openapi/v3/" + path, () -> openApi.document(group, parts[parts.length - 1])))
                : Optional.empty();
    }

    /** The index: paths with the hash of what is behind them. */
    ObjectNode openApiIndex() {
        var index = Json.object();
        var paths = index.putObject("paths");
        for (var version : discovery.versions("").keySet()) {
            entry(paths, "api/" + version);
        }
        for (var group : discovery.groups()) {
            discovery.versions(group).keySet().forEach(version -> entry(paths, "apis/" + group + "/" + version));
        }
        return index;
    }

    private void entry(ObjectNode paths, String path) {
        openApi(path)
                .ifPresent(document -> paths.putObject(path)
                        .put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + Hashes.of(document)));
    }

    private byte[] keep(String name, Supplier<? extends ObjectNode> write) {
        return kept.computeIfAbsent(name, key -> Json.bytes(write.get()));
    }
}
