// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a path of the extension API names. Authorisation looks at this, never at the text. */
public sealed interface ApiRoute {

    /** Open to all: liveness, discovery, version, OpenAPI. Depends on nothing. */
    record Open(String path) implements ApiRoute {}

    /** A collection; the namespace is empty for all. */
    record Collection(ApiKinds.Resource resource, String namespace) implements ApiRoute {}

    /** One object. */
    record Item(ApiKinds.Resource resource, String namespace, String name) implements ApiRoute {}

    /** Nothing is here. */
    record Unknown() implements ApiRoute {}

    List<String> OPEN = List.of(
            "/healthz",
            "/livez",
            "/readyz",
            "/version",
            "/api",
            "/apis",
            "/apis/" + ApiKinds.GROUP,
            "/apis/" + ApiKinds.GROUP_VERSION,
            "/openapi/v2",
            "/openapi/v3",
            "/openapi/v3/apis/" + ApiKinds.GROUP_VERSION);

    /**
     * Reads a raw path. Every path of this API consists of letters, digits and {@code . _ ~ : -}, so whatever is
     * encoded, doubled or relative was meant for another reader than us, and is refused.
     *
     * @throws StatusProblem 400 when the path is not canonical
     */
    static ApiRoute of(String path) {
        if (!canonical(path)) {
            throw StatusProblem.badRequest("the path is not canonical: it may hold letters, digits, '.', '_', '~', ':'"
                    + " and '-' between single slashes, and no percent encoding");
        }
        if (OPEN.contains(path)) {
            return new Open(path);
        }
        var prefix = "/apis/" + ApiKinds.GROUP_VERSION + '/';
        if (!path.startsWith(prefix)) {
            return new Unknown();
        }
        return resource(Arrays.asList(path.substring(prefix.length()).split("/")));
    }

    private static ApiRoute resource(List<String> parts) {
        var namespaced = parts.size() >= 3 && parts.getFirst().equals("namespaces");
        var rest = namespaced ? parts.subList(2, parts.size()) : parts;
        var namespace = namespaced ? parts.get(1) : "";
        var resource = ApiKinds.byPlural(rest.getFirst()).filter(one -> fits(one, namespaced, rest.size()));
        if (resource.isEmpty() || rest.size() > 2) {
            return new Unknown();
        }
        return rest.size() == 1
                ? new Collection(resource.get(), namespace)
                : new Item(resource.get(), namespace, rest.get(1));
    }

    private static boolean fits(ApiKinds.Resource resource, boolean namespaced, int parts) {
        return switch (resource.scope()) {
            case CLUSTER -> !namespaced;
            case NAMESPACED -> namespaced || parts == 1;
        };
    }

    private static boolean canonical(String path) {
        if (!path.startsWith("/") || path.length() > 1024 || path.endsWith("/")) {
            return false;
        }
        var parts = path.substring(1).split("/", -1);
        return Arrays.stream(parts).allMatch(ApiRoute::plain);
    }

    private static boolean plain(String part) {
        if (part.isEmpty() || part.equals(".") || part.equals("..")) {
            return false;
        }
        return part.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || "._~:-".indexOf(c) >= 0);
    }

    /** The resource asked for, if one is. */
    default Optional<ApiKinds.Resource> named() {
        return switch (this) {
            case Collection collection -> Optional.of(collection.resource());
            case Item item -> Optional.of(item.resource());
            case Open ignored -> Optional.empty();
            case Unknown ignored -> Optional.empty();
        };
    }
}
