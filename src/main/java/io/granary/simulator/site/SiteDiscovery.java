// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** What a site says of itself: its version, its groups, and the kinds of a group. */
final class SiteDiscovery {
    private static final List<String> VERBS = List.of("create", "delete", "get", "list", "patch", "update", "watch");

    private SiteDiscovery() {}

    /** The document under that path, or empty when the path is no discovery path. */
    static Optional<JsonObject> at(String path, Release release) {
        return switch (path) {
            case "/version" -> Optional.of(version(release));
            case "/api" ->
                Optional.of(new JsonObject().put("kind", "APIVersions").put("versions", new JsonArray().add("v1")));
            case "/apis" -> Optional.of(groups());
            default -> {
                if (path.equals("/api/v1")) {
                    yield Optional.of(resources("v1"));
                }
                yield path.startsWith("/apis/") && path.split("/").length == 4
                        ? Optional.of(resources(path.substring("/apis/".length())))
                                .filter(list -> !list.getJsonArray("resources").isEmpty())
                        : Optional.empty();
            }
        };
    }

    private static JsonObject version(Release release) {
        var minor = release.kubernetes().substring(3, 5);
        return new JsonObject()
                .put("major", "1")
                .put("minor", minor)
                .put("gitVersion", release.kubernetes())
                .put("gitTreeState", "clean")
                .put("platform", "linux/amd64");
    }

    private static JsonObject groups() {
        var versions = new LinkedHashMap<String, TreeSet<String>>();
        for (var kind : ResourceKind.all()) {
            if (!kind.group().isEmpty()) {
                versions.computeIfAbsent(kind.group(), group -> new TreeSet<>()).add(kind.groupVersion());
            }
        }
        versions.put("subresources.kubevirt.io", new TreeSet<>(List.of("subresources.kubevirt.io/v1")));
        var groups = new JsonArray();
        versions.forEach((group, names) -> {
            var list = new JsonArray();
            names.forEach(name -> list.add(version(name)));
            groups.add(new JsonObject()
                    .put("name", group)
                    .put("versions", list)
                    .put("preferredVersion", version(names.first())));
        });
        return new JsonObject()
                .put("kind", "APIGroupList")
                .put("apiVersion", "v1")
                .put("groups", groups);
    }

    private static JsonObject version(String groupVersion) {
        return new JsonObject()
                .put("groupVersion", groupVersion)
                .put("version", groupVersion.substring(groupVersion.indexOf('/') + 1));
    }

    private static JsonObject resources(String groupVersion) {
        var list = new JsonArray();
        for (var kind : ResourceKind.all()) {
            if (kind.groupVersion().equals(groupVersion)) {
                list.add(new JsonObject()
                        .put("name", kind.plural())
                        .put("singularName", kind.kind().toLowerCase(Locale.ROOT))
                        .put("namespaced", kind.namespaced())
                        .put("kind", kind.kind())
                        .put("verbs", new JsonArray(VERBS)));
            }
        }
        return new JsonObject()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", groupVersion)
                .put("resources", list);
    }
}
