// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes the discovery documents of a catalogue, plain and aggregated ({@code apidiscovery.k8s.io/v2}). */
final class Discovery {
    private final ResourceCatalog catalog;

    Discovery(ResourceCatalog catalog) {
        this.catalog = catalog;
    }

    /** The groups but the core one, as discovery sorts them. */
    List<String> groups() {
        var groups = new ArrayList<String>();
        for (var type : catalog.types()) {
            if (!type.group().isEmpty() && !groups.contains(type.group())) {
                groups.add(type.group());
            }
        }
        groups.sort(Comparator.comparing(catalog::priority).reversed());
        return groups;
    }

    /** The versions of a group, preferred first, each with its types. */
    Map<String, List<ResourceType>> versions(String group) {
        var found = new LinkedHashMap<String, List<ResourceType>>();
        catalog.types().stream()
                .filter(type -> type.group().equals(group))
                .sorted(Comparator.comparing(ResourceType::version, VersionOrder.PREFERRED_FIRST))
                .forEach(type -> found.computeIfAbsent(type.version(), key -> new ArrayList<>())
                        .add(type));
        return found;
    }

    ObjectNode core() {
        var document = Json.object().put("kind", "APIVersions");
        document.putArray("versions").add("v1");
        var address = document.putArray("serverAddressByClientCIDRs").addObject();
        address.put("clientCIDR", "0.0.0.0/0").put("serverAddress", "127.0.0.1:6443");
        return document;
    }

    ObjectNode groupList() {
        var document = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        var list = document.putArray("groups");
        groups().forEach(group -> list.add(group(group, versions(group).keySet())));
        return document;
    }

    static ObjectNode group(String name, Set<String> versions) {
        var group = Json.object().put("name", name);
        var list = group.putArray("versions");
        versions.forEach(version -> list.add(version(name, version)));
        if (!versions.isEmpty()) {
            group.set("preferredVersion", version(name, versions.iterator().next()));
        }
        return group;
    }

    private static ObjectNode version(String group, String version) {
        return Json.object()
                .put("groupVersion", ResourceType.groupVersion(group, version))
                .put("version", version);
    }

    ObjectNode resources(String group, String version) {
        var document = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        document.put("groupVersion", ResourceType.groupVersion(group, version));
        var list = document.putArray("resources");
        for (var type : versions(group).getOrDefault(version, List.of())) {
            var each = list.addObject().put("name", type.plural());
            each.put("singularName", type.names().singular()).put("namespaced", type.namespaced());
            each.put("kind", type.kind());
            verbs(each, type.verbs());
            texts(each, "shortNames", type.names().shortNames());
            texts(each, "categories", type.names().categories());
            if (type.verbs().contains("watch")) {
                each.put("storageVersionHash", Hashes.of(type.groupResource() + type.storageVersion(), 8));
            }
            below(type)
                    .forEach((name, kind) -> verbs(
                            list.addObject()
                                    .put("name", type.plural() + "/" + name)
                                    .put("singularName", "")
                                    .put("namespaced", type.namespaced())
                                    .put("kind", kind),
                            verbsBelow(name)));
        }
        return document;
    }

    /** {@code /api} or {@code /apis} as one document. */
    ObjectNode aggregated(List<String> groups) {
        var document = Json.object().put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/v2");
        document.putObject("metadata");
        var items = document.putArray("items");
        for (var group : groups) {
            var item = items.addObject();
            var meta = item.putObject("metadata");
            if (!group.isEmpty()) {
                meta.put("name", group);
            }
            meta.putNull("creationTimestamp");
            var versions = item.putArray("versions");
            versions(group).forEach((version, types) -> aggregated(versions.addObject(), version, types));
        }
        return document;
    }

    private static void aggregated(ObjectNode node, String version, List<ResourceType> types) {
        node.put("version", version);
        var resources = node.putArray("resources");
        for (var type : types) {
            var each = resources.addObject().put("resource", type.plural());
            each.set("responseKind", kind(type.group(), version, type.kind()));
            each.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
            each.put("singularResource", type.names().singular());
            verbs(each, type.verbs());
            texts(each, "shortNames", type.names().shortNames());
            texts(each, "categories", type.names().categories());
            var below = below(type);
            if (!below.isEmpty()) {
                var list = each.putArray("subresources");
                below.forEach((name, kind) -> {
                    var one = list.addObject().put("subresource", name);
                    one.set(
                            "responseKind",
                            name.equals("scale") ? kind("autoscaling", "v1", kind) : kind(type.group(), version, kind));
                    verbs(one, verbsBelow(name));
                });
            }
        }
        node.put("freshness", "Current");
    }

    private static ObjectNode kind(String group, String version, String kind) {
        return Json.object().put("group", group).put("version", version).put("kind", kind);
    }

    private static Map<String, String> below(ResourceType type) {
        var found = new LinkedHashMap<String, String>();
        if (type.subresources().status()) {
            found.put("status", type.kind());
        }
        if (type.subresources().scale() != null) {
            found.put("scale", "Scale");
        }
        new TreeSet<>(type.subresources().others()).forEach(name -> found.put(name, type.kind()));
        return found;
    }

    private static Set<String> verbsBelow(String name) {
        return name.equals("status") || name.equals("scale") ? Set.of("get", "patch", "update") : Set.of("update");
    }

    private static void verbs(ObjectNode node, Set<String> verbs) {
        texts(node.putArray("verbs"), new TreeSet<>(verbs));
    }

    private static void texts(ObjectNode node, String field, List<String> values) {
        if (!values.isEmpty()) {
            texts(node.putArray(field), values);
        }
    }

    private static void texts(ArrayNode array, Iterable<String> values) {
        values.forEach(array::add);
    }
}
