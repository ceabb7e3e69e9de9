// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What is served now: the catalogue given, and what CustomResourceDefinitions add at run time. */
final class ServedKinds {
    static final GroupResource DEFINITIONS = GroupResource.of("apiextensions.k8s.io", "customresourcedefinitions");
    private volatile ResourceCatalog catalog;

    ServedKinds(ResourceCatalog catalog) {
        this.catalog = catalog;
    }

    ResourceCatalog catalog() {
        return catalog;
    }

    /** After a write of a CustomResourceDefinition. */
    synchronized void changed(ObjectChange change, ResourceStore store) {
        if (!change.resource().equals(DEFINITIONS)) {
            return;
        }
        var definition = Json.parse(change.after().json());
        var served = GroupResource.of(
                definition.at("/spec/group").asText(),
                definition.at("/spec/names/plural").asText());
        var without = catalog.toBuilder().remove(served);
        if (change.kind() == ObjectChange.Kind.DELETED) {
            catalog = without.build();
            store.list(served).forEach(object -> store.delete(served, object.key()));
        } else if (definition.at("/status/acceptedNames").isMissingNode() || stale(definition)) {
            catalog = without.addCustom(definition).build();
            store.update(DEFINITIONS, change.after().key(), ServedKinds::established);
        }
    }

    private static boolean stale(ObjectNode definition) {
        return definition.at("/status/observedGeneration").asLong()
                != Metadata.of(definition).generation();
    }

    private static ObjectNode established(ObjectNode definition) {
        var status = Json.child(definition, "status");
        status.set("acceptedNames", definition.at("/spec/names").deepCopy());
        status.put("observedGeneration", Metadata.of(definition).generation());
        var stored = status.withArray("/storedVersions");
        definition.at("/spec/versions").forEach(version -> {
            var name = version.path("name");
            if (version.path("storage").asBoolean() && stored.valueStream().noneMatch(name::equals)) {
                stored.add(name);
            }
        });
        var since = definition.at("/metadata/creationTimestamp").asText();
        var conditions = status.putArray("conditions");
        conditions
                .addObject()
                .put("type", "NamesAccepted")
                .put("status", "True")
                .put("lastTransitionTime", since)
                .put("reason", "NoConflicts")
                .put("message", "no conflicts found");
        conditions
                .addObject()
                .put("type", "Established")
                .put("status", "True")
                .put("lastTransitionTime", since)
                .put("reason", "InitialNamesAccepted")
                .put("message", "the initial names have been accepted");
        return definition;
    }
}
