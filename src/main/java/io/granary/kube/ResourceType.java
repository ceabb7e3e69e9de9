// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import com.fasterxml.jackson.databind.JavaType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * A kind of object of an API server, and the type that holds as much of it as is wanted.
 *
 * @param apiVersion {@code v1}, or {@code <group>/<version>}
 * @param plural its name in paths
 * @param type read and written by {@link Wire#mapper}
 * @param identity where the type keeps name and version
 */
public record ResourceType<T>(String apiVersion, String plural, JavaType type, Function<T, Identity> identity) {

    /**
     * What tells one object, and one version of it, from another.
     *
     * @param namespace the empty string for kinds without namespaces
     * @param resourceVersion opaque; the empty string before it is stored
     */
    public record Identity(String namespace, String name, String uid, String resourceVersion) {}

    /** A kind that a class of its own describes. */
    public static <T> ResourceType<T> of(
            String apiVersion, String plural, Class<T> type, Function<T, Identity> identity) {
        return new ResourceType<>(apiVersion, plural, Wire.mapper().constructType(type), identity);
    }

    /** The path of a collection; of all namespaces for the empty string. */
    String path(String namespace) {
        var root = apiVersion.contains("/") ? "/apis/" + apiVersion : "/api/" + apiVersion;
        return namespace.isEmpty() ? root + "/" + plural : root + "/namespaces/" + encoded(namespace) + "/" + plural;
    }

    String path(String namespace, String name) {
        return path(namespace) + "/" + encoded(name);
    }

    String path(T object) {
        var id = identity.apply(object);
        return path(id.namespace(), id.name());
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
