// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiKinds.Resource;
import io.granary.api.core.ApiKinds.Scope;
import java.util.List;

/** The documents of Kubernetes discovery, plain (meta/v1) and aggregated (apidiscovery.k8s.io/v2). */
final class Discovery {
    private Discovery() {}

    static ObjectNode legacyVersions() {
        var versions = object("APIVersions", "");
        versions.putArray("versions");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    static ObjectNode groups() {
        var list = object("APIGroupList", "v1");
        list.putArray("groups").add(bareGroup());
        return list;
    }

    static ObjectNode group() {
        var group = object("APIGroup", "v1");
        group.setAll(bareGroup());
        return group;
    }

    private static ObjectNode bareGroup() {
        var group = JsonNodeFactory.instance.objectNode().put("name", ApiKinds.GROUP);
        version(group.putArray("versions").addObject());
        version(group.putObject("preferredVersion"));
        return group;
    }

    private static void version(ObjectNode version) {
        version.put("groupVersion", ApiKinds.GROUP_VERSION).put("version", ApiKinds.VERSION);
    }

    static ObjectNode resources() {
        var list = object("APIResourceList", "v1").put("groupVersion", ApiKinds.GROUP_VERSION);
        var resources = list.putArray("resources");
        for (var resource : ApiKinds.ALL) {
            var one = resources
                    .addObject()
                    .put("name", resource.plural())
                    .put("singularName", resource.singular())
                    .put("namespaced", resource.scope() == Scope.NAMESPACED)
                    .put("kind", resource.kind());
            texts(one.putArray("verbs"), resource.verbs());
            texts(one.putArray("shortNames"), resource.shortNames());
        }
        return list;
    }

    static ObjectNode aggregated(List<Resource> resources) {
        var list = object("APIGroupDiscoveryList", "apidiscovery.k8s.io/v2");
        list.putObject("metadata");
        var items = list.putArray("items");
        if (resources.isEmpty()) {
            return list;
        }
        var group = items.addObject();
        group.putObject("metadata").put("name", ApiKinds.GROUP).putNull("creationTimestamp");
        var version = group.putArray("versions")
                .addObject()
                .put("version", ApiKinds.VERSION)
                .put("freshness", "Current");
        var all = version.putArray("resources");
        resources.forEach(resource -> aggregated(all.addObject(), resource));
        return list;
    }

    private static void aggregated(ObjectNode one, Resource resource) {
        one.put("resource", resource.plural());
        one.putObject("responseKind")
                .put("group", ApiKinds.GROUP)
                .put("version", ApiKinds.VERSION)
                .put("kind", resource.kind());
        one.put("scope", resource.scope() == Scope.NAMESPACED ? "Namespaced" : "Cluster");
        one.put("singularResource", resource.singular());
        texts(one.putArray("verbs"), resource.verbs());
        texts(one.putArray("shortNames"), resource.shortNames());
    }

    static ObjectNode version() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("major", "1")
                .put("minor", "32")
                .put("gitVersion", "v1.32.0+granary")
                .put("platform", "jvm");
    }

    private static ObjectNode object(String kind, String version) {
        var object = JsonNodeFactory.instance.objectNode().put("kind", kind);
        return version.isEmpty() ? object : object.put("apiVersion", version);
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
