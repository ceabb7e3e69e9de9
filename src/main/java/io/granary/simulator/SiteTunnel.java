// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import io.granary.simulator.fault.FaultDesk;
import io.granary.simulator.fault.FaultyApi;
import io.granary.simulator.rancher.ClusterApi;
import io.granary.simulator.rancher.LocalCluster;
import io.granary.simulator.rancher.Tunnel;
import io.granary.simulator.site.SimulatedSite;
import io.granary.simulator.site.SitePlan.Link;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** The way to one cluster. */
record SiteTunnel(Supplier<Link> state, ClusterApi api) implements Tunnel {
    static Tunnel of(Vertx vertx, SimulatedSite site, FaultDesk faults) {
        var id = site.plan().clusterId();
        return new SiteTunnel(site::link, new FaultyApi(vertx, faults, id, api(site)));
    }

    static Tunnel of(LocalCluster local) {
        return new SiteTunnel(() -> Link.CONNECTED, local.api());
    }

    /** Asked anew for each request, since a rebuilt site has a new server. */
    private static ClusterApi api(SimulatedSite site) {
        return (request, path, caller) -> site.server().handle(request, path, LocalCluster.user(caller));
    }

    @Override
    public Link link() {
        return state.get();
    }
}
