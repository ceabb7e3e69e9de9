// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who depends on whom, by uid, of objects that were written; generated ones belong to the simulator's own controllers.
 * Guarded by the store's lock.
 */
final class Owners {
    /** A dependant. */
    record Dependant(GroupResource resource, ObjectKey key, String uid) {}

    private final Map<String, Set<Dependant>> byOwner = new HashMap<>();
    private final Map<String, List<String>> ownersOf = new HashMap<>();

    void put(GroupResource resource, StoredObject stored, ObjectNode object) {
        remove(stored.uid());
        var references = Metadata.of(object).owners();
        if (references.isEmpty()) {
            return;
        }
        var dependant = new Dependant(resource, stored.key(), stored.uid());
        var uids = references
                .valueStream()
                .map(owner -> owner.path("uid").asText())
                .toList();
        uids.forEach(uid -> byOwner.computeIfAbsent(uid, key -> new HashSet<>()).add(dependant));
        ownersOf.put(stored.uid(), uids);
    }

    void remove(String uid) {
        var uids = ownersOf.remove(uid);
        if (uids == null) {
            return;
        }
        for (var owner : uids) {
            var dependants = byOwner.get(owner);
            if (dependants != null && dependants.removeIf(each -> each.uid().equals(uid)) && dependants.isEmpty()) {
                byOwner.remove(owner);
            }
        }
    }

    List<Dependant> of(String uid) {
        return List.copyOf(byOwner.getOrDefault(uid, Set.of()));
    }
}
