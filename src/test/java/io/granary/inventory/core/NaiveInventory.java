// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The store as plain maps, slow and obvious: what the real one must agree with. */
final class NaiveInventory {
    final Map<SiteId, SiteRow> sites = new HashMap<>();
    private final TreeMap<RowKey, VmFacts> vms = new TreeMap<>();
    private final TreeMap<RowKey, VmiFacts> vmis = new TreeMap<>();
    private final Map<String, Fence> newest = new HashMap<>();
    private final Map<String, Fence> listing = new HashMap<>();
    private final Map<String, Set<RowKey>> seen = new HashMap<>();

    void siteKnown(SiteId id, String name, Map<String, String> labels) {
        var old = sites.get(id);
        sites.put(
                id,
                new SiteRow(
                        id,
                        id.value(),
                        name,
                        labels,
                        old == null ? new Freshness.Pending() : old.freshness(),
                        List.of()));
    }

    void siteRemoved(SiteId id) {
        sites.remove(id);
        vms.keySet().removeIf(key -> key.site().equals(id));
        vmis.keySet().removeIf(key -> key.site().equals(id));
        newest.keySet().removeIf(key -> key.startsWith(id + "/"));
        seen.keySet().removeIf(key -> key.startsWith(id + "/"));
    }

    void fresh(SiteId id, Freshness freshness) {
        sites.computeIfPresent(id, (_, site) -> site.with(freshness));
    }

    private boolean admits(SiteId id, Kind kind, Fence fence) {
        var at = id + "/" + kind;
        if (!sites.containsKey(id) || newest.getOrDefault(at, fence).compareTo(fence) > 0) {
            return false;
        }
        newest.put(at, fence);
        return true;
    }

    void listBegan(SiteId id, Kind kind, Fence fence) {
        if (admits(id, kind, fence)) {
            listing.put(id + "/" + kind, fence);
            seen.put(id + "/" + kind, new HashSet<>());
        }
    }

    void apply(SiteId id, Kind kind, Fence fence, List<Change> changes) {
        if (!admits(id, kind, fence)) {
            return;
        }
        for (var change : changes) {
            switch (change) {
                case Change.PutVm(VmFacts vm) -> vms.put(see(id, kind, fence, vm.namespace(), vm.name()), vm);
                case Change.PutVmi(VmiFacts vmi) -> vmis.put(see(id, kind, fence, vmi.namespace(), vmi.name()), vmi);
                case Change.Gone(String namespace, String name, String uid) -> {
                    var key = new RowKey(id, namespace, name);
                    if (kind == Kind.VIRTUAL_MACHINE) {
                        vms.computeIfPresent(key, (_, vm) -> vm.uid().equals(uid) ? null : vm);
                    } else {
                        vmis.computeIfPresent(key, (_, vmi) -> vmi.uid().equals(uid) ? null : vmi);
                    }
                }
            }
        }
    }

    private RowKey see(SiteId id, Kind kind, Fence fence, String namespace, String name) {
        var key = new RowKey(id, namespace, name);
        var at = id + "/" + kind;
        if (seen.containsKey(at) && listing.get(at).epoch() == fence.epoch()) {
            seen.get(at).add(key);
        }
        return key;
    }

    void listComplete(SiteId id, Kind kind, Fence fence) {
        var at = id + "/" + kind;
        if (!seen.containsKey(at) || listing.get(at).epoch() != fence.epoch() || !admits(id, kind, fence)) {
            return;
        }
        var kept = seen.remove(at);
        (kind == Kind.VIRTUAL_MACHINE ? vms : vmis)
                .keySet()
                .removeIf(key -> key.site().equals(id) && !kept.contains(key));
    }

    /** Lists are begun anew, and each site is as of when it was last seen. */
    void restarted(Instant savedAt) {
        seen.clear();
        sites.replaceAll((_, site) -> site.with(
                switch (site.freshness()) {
                    case Freshness.Pending pending -> pending;
                    case Freshness.Restored restored -> restored;
                    case Freshness.Live() -> new Freshness.Restored(savedAt);
                    case Freshness.Stale(Instant lastSeen, String _) -> new Freshness.Restored(lastSeen);
                }));
    }

    /** All rows by key; resourceVersions and sequences blank, as invisible ones may differ. */
    Map<RowKey, VmRow> rows() {
        var rows = new TreeMap<RowKey, VmRow>();
        vms.forEach((key, vm) -> rows.put(key, blank(new VmRow(sites.get(key.site()), vm, vmis.get(key), 0))));
        return rows;
    }

    List<VmRow> rows(Filter filter, List<Order> orders) {
        var rows = new ArrayList<VmRow>();
        this.rows().values().stream().filter(filter::admits).forEach(rows::add);
        rows.sort(comparator(orders));
        return rows;
    }

    private static Comparator<VmRow> comparator(List<Order> orders) {
        Comparator<VmRow> by = (_, _) -> 0;
        for (var order : orders) {
            by = by.thenComparing(comparator(order));
        }
        Comparator<VmRow> key = Comparator.comparing(RowKey::of);
        boolean down = !orders.isEmpty() && orders.getLast().direction() == Order.Direction.DESCENDING;
        return by.thenComparing(down ? key.reversed() : key);
    }

    private static Comparator<VmRow> comparator(Order order) {
        Comparator<VmRow> by = switch (order.field()) {
            case CPU, MEMORY, DISK, CREATED -> Comparator.comparingLong(row -> FieldValues.number(row, order.field()));
            case OBJECT_NAME ->
                Comparator.comparing((VmRow row) -> row.vm().namespace())
                        .thenComparing(row -> row.vm().name());
            default -> Comparator.comparing(row -> FieldValues.text(row, order.field()));
        };
        return order.direction() == Order.Direction.ASCENDING ? by : by.reversed();
    }

    static VmRow blank(VmRow row) {
        return new VmRow(row.site(), RandomFleet.version(row.vm(), ""), version(row.vmi()), 0);
    }

    private static VmiFacts version(VmiFacts vmi) {
        return vmi == null ? null : RandomFleet.version(vmi, "");
    }
}
