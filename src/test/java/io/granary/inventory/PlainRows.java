// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.Change;
import io.granary.inventory.core.Fence;
import io.granary.inventory.core.InventoryWriter;
import io.granary.inventory.core.Kind;
import io.granary.inventory.core.SiteDetail;
import io.granary.inventory.core.SyncState;
import io.granary.kernel.SiteId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The store's contract in a few lines: rows by site, kind and key, with fencing and sweeping. */
final class PlainRows implements InventoryWriter {
    record Row(String uid, String version, Fence fence, Object facts) {}

    record Place(SiteId site, Kind kind) {}

    final Map<Place, Map<String, Row>> rows = new HashMap<>();
    final Map<Place, Fence> fences = new HashMap<>();
    final Map<Place, SyncState> states = new HashMap<>();
    final Map<SiteId, String> freshness = new HashMap<>();
    final Map<SiteId, List<SiteDetail.Part>> details = new HashMap<>();
    final List<String> log = new ArrayList<>();

    /** What a VM is there as: key to uid and version. */
    synchronized Map<String, String> vms(SiteId site) {
        return view(new Place(site, Kind.VIRTUAL_MACHINE));
    }

    synchronized Map<String, String> view(Place place) {
        var view = new TreeMap<String, String>();
        rows.getOrDefault(place, Map.of()).forEach((key, row) -> view.put(key, row.uid() + "@" + row.version()));
        return view;
    }

    private boolean admits(Place place, Fence fence) {
        var newest = fences.getOrDefault(place, new Fence(-1, -1));
        if (fence.compareTo(newest) < 0) {
            log.add("fenced " + place.kind());
            return false;
        }
        fences.put(place, fence);
        return true;
    }

    @Override
    public synchronized void siteKnown(SiteId site, String namespace, String name, Map<String, String> labels) {
        freshness.putIfAbsent(site, "pending");
    }

    @Override
    public synchronized void siteRemoved(SiteId site) {
        rows.keySet().removeIf(place -> place.site().equals(site));
        freshness.remove(site);
    }

    @Override
    public synchronized void siteStale(SiteId site, Instant lastSeen, String reason) {
        freshness.put(site, "stale " + reason);
    }

    @Override
    public synchronized void siteLive(SiteId site) {
        freshness.put(site, "live");
    }

    @Override
    public synchronized void listBegan(SiteId site, Kind kind, Fence fence) {
        log.add("list " + kind);
        admits(new Place(site, kind), fence);
        states.put(new Place(site, kind), new SyncState(fence, "", false));
    }

    @Override
    public synchronized void apply(SiteId site, Kind kind, Fence fence, List<Change> changes) {
        var place = new Place(site, kind);
        if (!admits(place, fence)) {
            return;
        }
        var table = rows.computeIfAbsent(place, ignored -> new HashMap<>());
        for (var change : changes) {
            switch (change) {
                case Change.PutVm(var vm) ->
                    table.put(vm.namespace() + "/" + vm.name(), new Row(vm.uid(), vm.resourceVersion(), fence, vm));
                case Change.PutVmi(var vmi) ->
                    table.put(
                            vmi.namespace() + "/" + vmi.name(), new Row(vmi.uid(), vmi.resourceVersion(), fence, vmi));
                case Change.Gone(var namespace, var name, var uid) -> {
                    var held = table.get(namespace + "/" + name);
                    if (held != null && held.uid().equals(uid)) {
                        table.remove(namespace + "/" + name);
                    }
                }
            }
        }
    }

    @Override
    public synchronized void listComplete(SiteId site, Kind kind, Fence fence, String resourceVersion) {
        var place = new Place(site, kind);
        if (admits(place, fence)) {
            log.add("sweep " + kind);
            rows.getOrDefault(place, new HashMap<>())
                    .values()
                    .removeIf(row -> row.fence().epoch() < fence.epoch());
            states.put(place, new SyncState(fence, resourceVersion, true));
        }
    }

    @Override
    public synchronized void progressed(SiteId site, Kind kind, Fence fence, String resourceVersion) {
        var place = new Place(site, kind);
        if (admits(place, fence)) {
            states.put(place, new SyncState(fence, resourceVersion, true));
        }
    }

    @Override
    public synchronized void siteDetail(SiteId site, SiteDetail.Part part) {
        details.computeIfAbsent(site, ignored -> new ArrayList<>()).add(part);
    }

    @Nullable
    synchronized SyncState state(SiteId site, Kind kind) {
        return states.get(new Place(site, kind));
    }
}
