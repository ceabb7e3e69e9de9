// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.site.SitePlan.Identity;
import io.granary.simulator.site.SitePlan.Link;
import io.granary.simulator.site.SitePlan.Provision;
import io.granary.simulator.site.SitePlan.Role;
import io.granary.simulator.site.SitePlan.Size;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The plan of a whole fleet. The first sites are datacenters, the last ones are those that were never connected and,
 * before them, those that are offline; all others are connected stores.
 *
 * @param sites number of sites
 * @param vms virtual machines per node
 * @param offline sites that are not connected
 * @param pending clusters that were never connected
 */
public record FleetPlan(int sites, int vms, Seeds seeds, int offline, int pending) {
    /** The index of the first site that no Rancher knew when the fleet began; there are no more sites than that. */
    static final int FIRST_NEWCOMER = 100_000;

    /** Shares left open (-1) become about 2 % offline and 1 % pending, at least one of each from 50 sites on. */
    public static FleetPlan of(int sites, int vms, long seed, int offline, int pending) {
        return new FleetPlan(
                sites,
                vms,
                new Seeds(seed).of("fleet"),
                offline >= 0 ? offline : sites / 50,
                pending >= 0 ? pending : sites / 100);
    }

    public List<SitePlan> all() {
        return IntStream.range(0, sites).mapToObj(this::site).toList();
    }

    public SitePlan site(int index) {
        var own = seeds.of(index);
        boolean datacenter = index < Math.min(Place.datacenters().size(), sites / 4);
        var place =
                datacenter ? Place.datacenters().get(index) : own.of("place").pick(Place.towns());
        int nodes = datacenter ? 3 + own.of("nodes").below(3) : 1;
        return new SitePlan(
                index,
                identity(index, own, datacenter, place),
                datacenter ? Role.DATACENTER : Role.STORE,
                place,
                Release.of(own.of("release")),
                new Size(nodes, nodes * vms),
                new Provision(link(index), 0, own));
    }

    /** The plan of a store that was set up and that no Rancher knows yet. */
    public SitePlan newcomer(String name, int number) {
        var own = seeds.of(FIRST_NEWCOMER + number);
        return new SitePlan(
                FIRST_NEWCOMER + number,
                new Identity("", "", name),
                Role.STORE,
                own.of("place").pick(Place.towns()),
                Release.of(own.of("release")),
                new Size(1, vms),
                new Provision(Link.PENDING, 0, own));
    }

    /**
     * Four of five sites were imported by the provisioning API, the others through Rancher's page (one name in both).
     */
    private static Identity identity(int index, Seeds own, boolean datacenter, Place place) {
        String name = datacenter ? place.hub() + "-dc" : "store-%s-%04d".formatted(place.country(), index);
        if (datacenter || own.of("import").below(5) > 0) {
            return new Identity("c-m-" + own.of("id").suffix(4) + fixed(index), name, name);
        }
        String id = "c-" + own.of("id").suffix(2) + fixed(index);
        return new Identity(id, id, name);
    }

    /** Four letters that no other index has. */
    private static String fixed(int index) {
        return "%4s".formatted(Integer.toString(index, 36)).replace(' ', 'x');
    }

    private Link link(int index) {
        if (index >= sites - pending) {
            return Link.PENDING;
        }
        return index >= sites - pending - offline ? Link.OFFLINE : Link.CONNECTED;
    }
}
