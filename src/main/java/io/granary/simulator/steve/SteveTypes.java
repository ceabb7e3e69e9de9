// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ResourceCatalog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds of one catalogue, each in its preferred version. */
final class SteveTypes {
    private final ResourceCatalog catalog;
    private final Map<String, SteveType> byName = new LinkedHashMap<>();
    private final Map<GroupResource, SteveType> byResource = new LinkedHashMap<>();

    private SteveTypes(ResourceCatalog catalog) {
        this.catalog = catalog;
        for (var type : catalog.types()) {
            var resource = type.groupResource();
            if (!byResource.containsKey(resource)) {
                var steve = SteveType.of(catalog.versions(resource).getFirst());
                byResource.put(resource, steve);
                byName.putIfAbsent(steve.plural(), steve);
                byName.putIfAbsent(steve.id(), steve);
            }
        }
    }

    static SteveTypes of(ResourceCatalog catalog) {
        return new SteveTypes(catalog);
    }

    boolean isOf(ResourceCatalog served) {
        return catalog == served;
    }

    /** By its id or its plural. */
    Optional<SteveType> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Optional<SteveType> of(GroupResource resource) {
        return Optional.ofNullable(byResource.get(resource));
    }

    List<SteveType> all() {
        return List.copyOf(byResource.values());
    }
}
