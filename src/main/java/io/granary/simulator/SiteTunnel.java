// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import io.granary.simulator.fault.FaultDesk;
import io.granary.simulator.fault.FaultyApi;
import io.granary.simulator.rancher.ClusterApi;
import io.granary.simulator.rancher.Tunnel;
import io.granary.simulator.site.LocalCluster;
import io.granary.simulator.site.SimulatedSite;
import io.granary.simulator.site.SiteApi;
import io.granary.simulator.site.SitePlan.Link;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** The way to one cluster. */
record SiteTunnel(Supplier<Link> state, ClusterApi api) implements Tunnel {
    static Tunnel of(Vertx vertx, SimulatedSite site, FaultDesk faults) {
        var id = site.plan().clusterId();
        return new SiteTunnel(site::link, new FaultyApi(vertx, faults, id, SiteApi.of(vertx, site)));
    }

    static Tunnel of(Vertx vertx, LocalCluster local) {
        return new SiteTunnel(() -> Link.CONNECTED, SiteApi.of(vertx, local));
    }

    @Override
    public Link link() {
        return state.get();
    }
}
