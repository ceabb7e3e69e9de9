// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.SimClock;
import java.time.Instant;

/** The cluster that Rancher itself runs in. */
public final class LocalCluster implements Cluster {
    private final Shelf shelf = new Shelf(1_000);
    private final SimClock clock;

    public LocalCluster(SimClock clock) {
        this.clock = clock;
    }

    @Override
    public Shelf shelf() {
        return shelf;
    }

    /** Creates or replaces an object; its resourceVersion is filled in. */
    public void put(String groupVersion, String kind, LocalObject object) {
        shelf.put(ResourceKind.named(groupVersion, kind), object.namespace(), object.name(), object::json);
    }

    /** Removes an object, if it is there. */
    public void remove(String groupVersion, String kind, String namespace, String name) {
        shelf.remove(ResourceKind.named(groupVersion, kind), namespace, name);
    }

    @Override
    public Instant now() {
        return clock.now();
    }

    @Override
    public Release release() {
        return Release.V1_8_1;
    }

    @Override
    public VmLife life() {
        throw new UnsupportedOperationException("the local cluster runs no virtual machines");
    }
}
