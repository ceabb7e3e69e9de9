// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kinds a server serves, immutable, with their schemas. Built once per site profile and shared by all servers of
 * that profile; a CRD created at run time makes a new catalogue for that one server.
 */
public final class ResourceCatalog {
    private final Map<GroupResource, List<ResourceType>> byResource;
    private final List<ResourceType> types;
    private final Map<String, Integer> priorities;
    private final CatalogDocuments documents;

    private ResourceCatalog(List<ResourceType> types, Map<String, Integer> priorities) {
        this.types = List.copyOf(types);
        this.priorities = Map.copyOf(priorities);
        var map = new LinkedHashMap<GroupResource, List<ResourceType>>();
        for (var type : types) {
            map.computeIfAbsent(type.groupResource(), key -> new ArrayList<>()).add(type);
        }
        byResource = map;
        documents = new CatalogDocuments(this);
    }

    public static Builder builder() {
        return new Builder(List.of(), Map.of());
    }

    /** Starts from all that is here. */
    public Builder toBuilder() {
        return new Builder(types, priorities);
    }

    /** Every served version of every kind, in the order of discovery. */
    public List<ResourceType> types() {
        return types;
    }

    public Optional<ResourceType> find(String group, String version, String plural) {
        return versions(new GroupResource(group, plural)).stream()
                .filter(type -> type.version().equals(version))
                .findFirst();
    }

    /** All served versions of a resource, the preferred one first. */
    public List<ResourceType> versions(GroupResource resource) {
        return byResource.getOrDefault(resource, List.of());
    }

    Optional<ResourceType> ofKind(String apiVersion, String kind) {
        return types.stream()
                .filter(type -> type.kind().equals(kind) && type.apiVersion().equals(apiVersion))
                .findFirst();
    }

    Set<GroupResource> resources() {
        return byResource.keySet();
    }

    int priority(String group) {
        return priorities.getOrDefault(group, group.isEmpty() ? 18000 : group.endsWith(".k8s.io") ? 17000 : 1000);
    }

    CatalogDocuments documents() {
        return documents;
    }

    /** Collects kinds; a later one replaces an earlier of the same group, version and name. */
    public static final class Builder {
        private final Map<String, ResourceType> types = new LinkedHashMap<>();
        private final Map<String, Integer> priorities = new LinkedHashMap<>();

        private Builder(List<ResourceType> types, Map<String, Integer> priorities) {
            types.forEach(this::add);
            this.priorities.putAll(priorities);
        }

        /** Kubernetes' own kinds, of these API groups ("" is the core group); none named means all there are. */
        public Builder builtIn(String... groups) {
            BuiltInTypes.load(Set.of(groups)).forEach(this::add);
            return this;
        }

        public Builder add(ResourceType type) {
            types.put(type.group() + "/" + type.version() + "/" + type.plural(), type);
            return this;
        }

        /** Serves what a CustomResourceDefinition (apiextensions.k8s.io/v1) declares. */
        public Builder addCustom(JsonNode definition) {
            CustomTypes.of(definition).forEach(this::add);
            return this;
        }

        public Builder remove(GroupResource resource) {
            types.values().removeIf(type -> type.groupResource().equals(resource));
            return this;
        }

        /** Groups of a higher priority come first in discovery (groupPriorityMinimum of APIServices). */
        public Builder priority(String group, int minimum) {
            priorities.put(group, minimum);
            return this;
        }

        /** The type as added so far, to be changed and added again. */
        public @Nullable ResourceType get(String group, String version, String plural) {
            return types.get(group + "/" + version + "/" + plural);
        }

        public ResourceCatalog build() {
            return new ResourceCatalog(List.copyOf(types.values()), priorities);
        }
    }
}
