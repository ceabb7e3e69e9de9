// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

/**
 * One object as it stood at one resourceVersion. Immutable: the storage, a page of a list and an old watch event may
 * all hold the same one.
 *
 * @param namespace empty for a kind without namespaces
 * @param body writes the object when somebody reads it
 */
public record Entry(ResourceKind kind, String namespace, String name, long resourceVersion, Body body) {
    /** Writes an object; holds no more than it needs to. */
    @FunctionalInterface
    public interface Body {
        byte[] json(String resourceVersion);
    }

    /** The object as the API server sends it, UTF-8. */
    public byte[] json() {
        return body.json(Long.toString(resourceVersion));
    }

    /** {@code namespace/name}, or the name alone. */
    public String key() {
        return key(namespace, name);
    }

    static String key(String namespace, String name) {
        return namespace.isEmpty() ? name : namespace + '/' + name;
    }
}
