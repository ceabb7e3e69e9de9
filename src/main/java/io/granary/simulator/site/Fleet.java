// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.Authorizer;
import io.granary.simulator.apiserver.ClusterRuntime;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.harvester.FileServers;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** All sites of the fleet, by index and by Rancher's id. */
public final class Fleet {
    private final List<SimulatedSite> sites;
    private final Map<String, SimulatedSite> byId = new ConcurrentHashMap<>();

    /** @param rights who may do what at a site, by the id of its cluster */
    public Fleet(
            FleetPlan plan,
            SimClock clock,
            ClusterRuntime runtime,
            FileServers servers,
            Function<String, Authorizer> rights,
            BiConsumer<SimulatedSite, ObjectChange> journal) {
        this.sites = new CopyOnWriteArrayList<>(plan.all().stream()
                .map(site -> new SimulatedSite(site, clock, runtime, servers, rights.apply(site.clusterId()), journal))
                .toList());
        sites.forEach(site -> byId.put(site.plan().clusterId(), site));
    }

    /** All sites there ever were, in the order of their index. */
    public List<SimulatedSite> sites() {
        return Collections.unmodifiableList(sites);
    }

    /** Empty when Rancher does not know the id, or no longer. */
    public Optional<SimulatedSite> byClusterId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** By its id or by what people call it; empty when Rancher does not know it. */
    public Optional<SimulatedSite> named(String idOrName) {
        return byClusterId(idOrName)
                .or(() -> byId.values().stream()
                        .filter(site -> site.plan().name().equals(idOrName))
                        .findFirst());
    }

    /** Rancher forgets the site. */
    public void remove(SimulatedSite site) {
        byId.remove(site.plan().clusterId());
    }

    /** Rancher knows the site again under its old id, or for the first time. */
    public void restore(SimulatedSite site) {
        if (!sites.contains(site)) {
            sites.add(site);
        }
        byId.put(site.plan().clusterId(), site);
    }
}
