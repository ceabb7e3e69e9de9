// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What Harvester's upgrade controller does after somebody created an Upgrade (Harvester
 * {@code pkg/controller/master/upgrade}): gives it its labels, and walks it through its stages.
 */
final class UpgradeLife {
    private final SiteWorld world;
    private final Premises premises;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    UpgradeLife(SiteWorld world, Premises premises) {
        this.world = world;
        this.premises = premises;
    }

    /** Whether an upgrade has begun here and is not over. */
    boolean isUnderWay() {
        return !known.isEmpty()
                && world.store().list(Kinds.UPGRADE).stream()
                        .map(Trees::of)
                        .anyMatch(upgrade -> !UpgradeObject.isOver(upgrade));
    }

    /** One look at an upgrade, as after every change of it. */
    void reconcile(ObjectKey key) {
        var found = Trees.find(world.store(), Kinds.UPGRADE, key).orElse(null);
        if (found == null) {
            return;
        }
        if (Trees.deleting(found)) {
            world.store().delete(Kinds.UPGRADE, key);
        } else if (!UpgradeObject.isOver(found) && known.add(Trees.uid(found))) {
            begin(key, found);
        }
    }

    private void begin(ObjectKey key, ObjectNode upgrade) {
        for (var other : world.store().list(Kinds.UPGRADE)) {
            if (!other.key().equals(key)) {
                world.change(Kinds.UPGRADE, other.key(), old -> {
                    if (old.path("metadata").path("labels") instanceof ObjectNode labels) {
                        labels.remove(UpgradeObject.LATEST);
                    }
                });
            }
        }
        new UpgradeRun(world, premises, upgrade).start();
    }
}
