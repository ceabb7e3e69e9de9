// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.Map;

/**
 * A request as Kubernetes reads a path (apiserver {@code request.RequestInfo}).
 *
 * @param verb get, list, watch, create, update, patch, delete, deletecollection; for other paths the HTTP method in
 *     lower case
 * @param resource empty when the path is not of a resource; then only {@code path} counts
 * @param query first value of each parameter, decoded
 */
public record ApiRequest(
        String verb,
        String group,
        String version,
        String namespace,
        String resource,
        String name,
        String subresource,
        String path,
        Map<String, String> query) {
    public boolean isResource() {
        return !resource.isEmpty();
    }

    ObjectKey key() {
        return new ObjectKey(namespace, name);
    }

    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    /** As {@code strconv.ParseBool} does for the flags of ListOptions. */
    boolean flag(String name) {
        var value = query.get(name);
        return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
    }

    Authorizer.Attributes attributes() {
        return new Authorizer.Attributes(
                verb, group, version, resource, subresource, namespace, named(), isResource() ? "" : path);
    }

    /** A list or a watch that selects one name counts as a request for it ({@code RequestInfoFactory} of apiserver). */
    private String named() {
        var selector = parameter("fieldSelector");
        return name.isEmpty() && selector.matches("metadata\\.name==?[^,=]+")
                ? selector.substring(selector.lastIndexOf('=') + 1)
                : name;
    }
}
