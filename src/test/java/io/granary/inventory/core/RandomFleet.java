// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Small fleets of much the same things, so that keys, values and words collide often. */
final class RandomFleet {
    private static final List<String> OS = List.of("", "ubuntu", "windows", "sles");
    private static final List<String> STATUS = List.of("Running", "Stopped", "Starting", "ErrorUnschedulable");

    private final RandomGenerator dice;
    private final int names;

    RandomFleet(RandomGenerator dice, int names) {
        this.dice = dice;
        this.names = names;
    }

    SiteId site() {
        return new SiteId("c-m-" + dice.nextInt(5));
    }

    String siteName() {
        return "store " + pick(List.of("berlin", "zurich", "paris"));
    }

    Map<String, String> siteLabels() {
        return Map.of("country", pick(List.of("de", "ch", "fr")));
    }

    String namespace() {
        return pick(List.of("default", "pos", "web"));
    }

    String name() {
        return pick(List.of("db-", "web-", "till-")) + dice.nextInt(names);
    }

    VmFacts vm(String namespace, String name) {
        var labels = new TreeMap<String, String>();
        for (int count = dice.nextInt(4); count > 0; count--) {
            labels.put(pick(List.of("app", "tier", "level", "x.io/y")), pick(List.of("a", "b", "7", "12", "")));
        }
        return new VmFacts(
                namespace,
                name,
                "uid-" + dice.nextInt(3),
                Integer.toString(dice.nextInt(1000)),
                1_700_000_000 + dice.nextInt(5),
                labels,
                pick(STATUS),
                pick(List.of("Always", "Halted")),
                1000 * (1 + dice.nextInt(3)),
                (1L + dice.nextInt(4)) << 30,
                (1L + dice.nextInt(300)) << 30,
                pick(List.of("", "default/image-1", "images/ubuntu-24")),
                pick(OS),
                some(List.of("pod", "default/vlan-1", "default/vlan-2")),
                some(List.of("52:54:00:ab:cd:01", "52:54:00:AB:cd:02", "02:00:00:00:00:10")),
                dice.nextInt(4) == 0 ? "cannot schedule " + dice.nextInt(3) : null);
    }

    VmiFacts vmi(String namespace, String name) {
        return new VmiFacts(
                namespace,
                name,
                dice.nextBoolean() ? "uid-" + dice.nextInt(3) : "0c1e53a8-2b1f-4b5e-9c5c-5a3a1d5e0b0" + dice.nextInt(3),
                Integer.toString(dice.nextInt(1000)),
                1_700_000_000 + dice.nextInt(5),
                pick(List.of("Running", "Scheduling")),
                "node-" + dice.nextInt(4),
                some(List.of("10.0.0.7", "10.52.1.44", "fd00::7")),
                some(List.of("52:54:00:ab:cd:01", "02:00:00:00:00:99")),
                pick(List.of("", "Ubuntu 24.04 LTS", "Windows Server 2022")),
                dice.nextBoolean(),
                dice.nextBoolean(),
                dice.nextBoolean());
    }

    Filter filter() {
        var filter = Filter.ALL;
        if (dice.nextInt(2) == 0) {
            filter = filter.withLabels(LabelSelector.parse(pick(List.of(
                    "app=a",
                    "app!=a",
                    "tier in (a,b)",
                    "tier notin (a,7)",
                    "level",
                    "!level",
                    "level>7",
                    "level<12",
                    "x.io/y==b,app",
                    "app in (a,b),tier!=7"))));
        }
        if (dice.nextInt(2) == 0) {
            filter = filter.withFields(FieldSelector.parse(pick(List.of(
                    "status.printableStatus=Running",
                    "status.printableStatus!=Stopped",
                    "spec.site=c-m-1",
                    "metadata.name=web.db-1",
                    "spec.name=db-1",
                    "spec.cpuMillis=2000",
                    "spec.network=pod",
                    "status.node=node-1,spec.namespace!=web",
                    "status.freshness=stale",
                    "spec.siteName=store paris",
                    "metadata.namespace!=c-m-2",
                    "status.os=ubuntu",
                    "metadata.creationTimestamp=1700000002"))));
        }
        if (dice.nextInt(3) == 0) {
            filter = filter.withText(pick(List.of(
                    "web",
                    "db-1",
                    "d",
                    "we",
                    "10.52",
                    "ab:cd:02",
                    "ubuntu",
                    "24.04",
                    "app=a",
                    "zurich",
                    "vlan",
                    "node-3",
                    "image-1 till",
                    "0:7",
                    "nothing-has-this")));
        }
        if (dice.nextInt(4) == 0) {
            filter = filter.withSiteLabels(LabelSelector.parse(pick(List.of("country=de", "country notin (de,fr)"))));
        }
        if (dice.nextInt(4) == 0) {
            filter = filter.withSight(new Sight.Only(Set.of(site()), Map.of(site(), Set.of("web", "pos"))));
        }
        return filter;
    }

    List<Order> orders() {
        var sortable = List.of(Field.values()).stream()
                .filter(field -> field != Field.NETWORK && field != Field.FRESHNESS)
                .toList();
        var orders = new ArrayList<Order>();
        for (int count = dice.nextInt(4); count > 0; count--) {
            orders.add(new Order(pick(sortable), pick(List.of(Order.Direction.values()))));
        }
        return orders;
    }

    <T> T pick(List<T> from) {
        return from.get(dice.nextInt(from.size()));
    }

    private List<String> some(List<String> from) {
        return from.stream().filter(_ -> dice.nextInt(3) == 0).toList();
    }

    static VmFacts version(VmFacts vm, String version) {
        return new VmFacts(
                vm.namespace(),
                vm.name(),
                vm.uid(),
                version,
                vm.createdAt(),
                vm.labels(),
                vm.status(),
                vm.runStrategy(),
                vm.cpuMillis(),
                vm.memoryBytes(),
                vm.diskBytes(),
                vm.image(),
                vm.os(),
                vm.networks(),
                vm.macs(),
                vm.message());
    }

    static VmiFacts version(VmiFacts vmi, String version) {
        return new VmiFacts(
                vmi.namespace(),
                vmi.name(),
                vmi.uid(),
                version,
                vmi.startedAt(),
                vmi.phase(),
                vmi.node(),
                vmi.ips(),
                vmi.macs(),
                vmi.os(),
                vmi.agentConnected(),
                vmi.migratable(),
                vmi.migrating());
    }
}
