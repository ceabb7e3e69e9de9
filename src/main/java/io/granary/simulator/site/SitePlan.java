// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that is decided about one site before any object of it exists. Follows from the fleet's seed and the
 * site's index alone.
 *
 * @param index position in the fleet, from 0
 * @param clusterId name of the management.cattle.io cluster: the id in {@code /k8s/clusters/<id>}
 * @param provisioningName name of the provisioning.cattle.io cluster in fleet-default
 * @param name what people call the site
 * @param nodes number of nodes; 1 for a store
 * @param vms number of virtual machines
 * @param incarnation how often the site was rebuilt under the same name; every uid depends on it
 */
public record SitePlan(
        int index, Identity identity, Role role, Place place, Release release, Size size, Provision provision) {
    /** The names of a site: Rancher's id, the provisioning cluster's name, and what people call it. */
    public record Identity(String clusterId, String provisioningName, String name) {}

    /** Nodes of the site, and virtual machines over all of them. */
    public record Size(int nodes, int vms) {}

    /** How a site stands with Rancher when the fleet starts, and how often it was rebuilt since. */
    public record Provision(Link link, int incarnation, Seeds seeds) {}

    /** What a site is for. */
    public enum Role {
        STORE,
        DATACENTER;

        public String label() {
            return this == STORE ? "store" : "datacenter";
        }
    }

    /** Whether the site's agent reaches Rancher. */
    public enum Link {
        CONNECTED,
        OFFLINE,
        /** Registered, but its agent never called. */
        PENDING
    }

    public String clusterId() {
        return identity.clusterId();
    }

    public String name() {
        return identity.name();
    }

    public Seeds seeds() {
        return provision.seeds();
    }

    public boolean isDatacenter() {
        return role == Role.DATACENTER;
    }

    public String nodeName(int node) {
        return (isDatacenter() ? place.hub() : "s%04d".formatted(index)) + "-n" + (node + 1);
    }

    /** When the site was installed. */
    public Instant installedAt() {
        return Instant.parse("2026-02-01T06:00:00Z")
                .plusSeconds(seeds().of("installed").below(150 * 86_400));
    }

    /** The labels that people gave the cluster in Rancher. */
    public Map<String, String> labels() {
        var labels = new TreeMap<String, String>();
        if (index >= FleetPlan.FIRST_NEWCOMER) {
            return labels;
        }
        labels.put("role", role.label());
        labels.put("country", place.country());
        labels.put("region", place.region());
        labels.put("hub", place.hub());
        labels.put("ring", ring());
        labels.put("tier", isDatacenter() ? "platinum" : tier());
        return labels;
    }

    /** The same site set up anew: every uid differs, every name stays. */
    public SitePlan rebuilt() {
        int next = provision.incarnation() + 1;
        return new SitePlan(
                index,
                identity,
                role,
                place,
                release,
                size,
                new Provision(provision.link(), next, provision.seeds().of("rebuilt" + next)));
    }

    public SitePlan renamed(String name) {
        return identified(new Identity(identity.clusterId(), identity.provisioningName(), name));
    }

    /** The same site as Rancher knows it from now on. */
    SitePlan identified(Identity other) {
        return new SitePlan(index, other, role, place, release, size, provision);
    }

    private String ring() {
        int draw = seeds().of("ring").below(100);
        if (draw < 5) {
            return "canary";
        }
        return draw < 25 ? "early" : "broad";
    }

    private String tier() {
        int draw = seeds().of("tier").below(100);
        if (draw < 15) {
            return "gold";
        }
        return draw < 55 ? "silver" : "bronze";
    }
}
