// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * What the one writer knows, and how it changes. A row is a VirtualMachine joined with its instance by site, namespace
 * and name, whichever comes first; it shows when the VirtualMachine is there. Rows belong to the site of the
 * connection. Calls for a site that is not known are dropped: it was removed, and what is still under way must not
 * bring it back.
 */
final class InventoryState {
    private final TableWriter writer;
    private final Map<SiteId, SiteStreams> streams = new HashMap<>();
    /** Instances whose VirtualMachine has not come. */
    private final Map<SiteId, Map<RowKey, VmiFacts>> waiting = new HashMap<>();

    private final EventWindow events;
    private final SiteRows sites;
    private Map<SiteId, SiteRow> shownSites;
    private boolean sitesChanged;
    private boolean dirty = true;
    private long sequence;
    private @Nullable TableView view;

    InventoryState(TableWriter writer, Map<SiteId, SiteRow> sites, long sequence, EventWindow events) {
        this.writer = writer;
        this.sites = new SiteRows(sites);
        this.shownSites = this.sites.snapshot();
        this.sequence = sequence;
        this.events = events;
        sites.keySet().forEach(site -> streams.put(site, new SiteStreams()));
    }

    /** A snapshot of now; the last one again if nothing happened. */
    TableView publish() {
        if (dirty || view == null) {
            shownSites = sitesChanged ? sites.snapshot() : shownSites;
            view = new TableView(writer.freeze(), shownSites, sequence, view);
            sitesChanged = false;
            dirty = false;
        }
        return view;
    }

    boolean isDirty() {
        return dirty;
    }

    Map<SiteId, SiteStreams> streams() {
        return streams;
    }

    Map<SiteId, Map<RowKey, VmiFacts>> waiting() {
        return waiting;
    }

    void siteKnown(SiteId id, String namespace, String name, Map<String, String> labels) {
        var old = sites.get(id);
        if (old == null) {
            streams.put(id, new SiteStreams());
            put(new SiteRow(id, namespace, name, labels, new Freshness.Pending(), List.of()));
            return;
        }
        var changed = new SiteRow(id, namespace, name, labels, old.freshness(), old.details());
        if (changed.equals(old)) {
            return;
        }
        put(changed);
        for (int row : rowsOf(id)) {
            var is = writer.read(row, sites);
            sequence++;
            writer.touch(row, sequence);
            events.add(new RowEvent(
                    sequence,
                    new VmRow(old, is.vm(), is.vmi(), is.sequence()),
                    new VmRow(changed, is.vm(), is.vmi(), sequence)));
        }
    }

    void siteRemoved(SiteId id) {
        if (!sites.containsKey(id)) {
            return;
        }
        for (int row : rowsOf(id)) {
            delete(row, writer.read(row, sites));
        }
        waiting.remove(id);
        streams.remove(id);
        sites.remove(id);
        sitesChanged();
    }

    void fresh(SiteId id, Freshness freshness) {
        var site = sites.get(id);
        if (site != null && !site.freshness().equals(freshness)) {
            put(site.with(freshness));
        }
    }

    void siteDetail(SiteId id, SiteDetail.Part part) {
        var site = sites.get(id);
        if (site != null && !site.details().contains(part)) {
            put(site.with(part));
        }
    }

    void listBegan(SiteId id, Kind kind, Fence fence) {
        var of = streams.get(id);
        if (of != null) {
            of.listBegan(kind, fence);
        }
    }

    void apply(SiteId id, Kind kind, Fence fence, List<Change> changes) {
        var of = streams.get(id);
        if (of == null || !of.admits(kind, fence)) {
            return;
        }
        var site = Objects.requireNonNull(sites.get(id), "a site with streams is known");
        for (var change : changes) {
            switch (change) {
                case Change.PutVm(VmFacts vm) -> {
                    if (FactLimits.mayBe(vm.namespace(), vm.name())) {
                        var key = new RowKey(id, vm.namespace(), vm.name());
                        of.saw(kind, fence, key);
                        putVm(site, key, FactLimits.cut(vm));
                    }
                }
                case Change.PutVmi(VmiFacts vmi) -> {
                    if (FactLimits.mayBe(vmi.namespace(), vmi.name())) {
                        var key = new RowKey(id, vmi.namespace(), vmi.name());
                        of.saw(kind, fence, key);
                        putVmi(key, FactLimits.cut(vmi));
                    }
                }
                case Change.Gone(String namespace, String name, String uid) ->
                    gone(kind, new RowKey(id, namespace, name), uid);
            }
        }
    }

    void listComplete(SiteId id, Kind kind, Fence fence, String resourceVersion) {
        var of = streams.get(id);
        var seen = of == null ? null : of.listComplete(kind, fence, resourceVersion);
        if (seen == null) {
            return;
        }
        if (kind == Kind.VIRTUAL_MACHINE) {
            for (int row : rowsOf(id)) {
                var key = writer.table().key(row);
                if (!seen.contains(key)) {
                    gone(kind, key, "");
                }
            }
        } else if (kind == Kind.VIRTUAL_MACHINE_INSTANCE) {
            waitingOf(id).keySet().removeIf(key -> !seen.contains(key));
            for (int row : rowsOf(id)) {
                var key = writer.table().key(row);
                if (!seen.contains(key)) {
                    gone(kind, key, "");
                }
            }
        }
    }

    void progressed(SiteId id, Kind kind, Fence fence, String resourceVersion) {
        var of = streams.get(id);
        if (of != null) {
            of.progressed(kind, fence, resourceVersion);
        }
    }

    private void putVm(SiteRow site, RowKey key, VmFacts vm) {
        int row = writer.find(key);
        if (row < 0) {
            add(new VmRow(site, vm, joining(key), sequence + 1));
            return;
        }
        var old = writer.read(row, sites);
        if (old.vm().uid().equals(vm.uid())) {
            change(row, old, new VmRow(site, vm, old.vmi(), sequence + 1));
        } else {
            delete(row, old);
            add(new VmRow(site, vm, old.vmi(), sequence + 1));
        }
    }

    private void putVmi(RowKey key, VmiFacts vmi) {
        int row = writer.find(key);
        if (row < 0) {
            waitingOf(key.site()).put(key, vmi);
            return;
        }
        var old = writer.read(row, sites);
        change(row, old, new VmRow(old.site(), old.vm(), vmi, sequence + 1));
    }

    /** An empty uid means whichever is there. The deletion of an earlier object of this name is no news. */
    private void gone(Kind kind, RowKey key, String uid) {
        int row = writer.find(key);
        if (kind == Kind.VIRTUAL_MACHINE && row >= 0) {
            var old = writer.read(row, sites);
            if (isOf(uid, old.vm().uid())) {
                delete(row, old);
                if (old.vmi() != null) {
                    waitingOf(key.site()).put(key, old.vmi());
                }
            }
        } else if (kind == Kind.VIRTUAL_MACHINE_INSTANCE && row >= 0) {
            var old = writer.read(row, sites);
            if (old.vmi() != null && isOf(uid, old.vmi().uid())) {
                change(row, old, new VmRow(old.site(), old.vm(), null, sequence + 1));
            }
        } else if (kind == Kind.VIRTUAL_MACHINE_INSTANCE) {
            waitingOf(key.site()).computeIfPresent(key, (_, vmi) -> isOf(uid, vmi.uid()) ? null : vmi);
        }
    }

    private static boolean isOf(String uid, String known) {
        return uid.isEmpty() || known.isEmpty() || uid.equals(known);
    }

    private void add(VmRow added) {
        sequence++;
        dirty = true;
        writer.add(added);
        events.add(new RowEvent(sequence, null, added));
    }

    private void change(int row, VmRow from, VmRow to) {
        if (Sameness.looksSame(from, to)) {
            return;
        }
        sequence++;
        dirty = true;
        writer.change(row, from, to);
        events.add(new RowEvent(sequence, from, to));
    }

    private void delete(int row, VmRow old) {
        sequence++;
        dirty = true;
        writer.remove(row, old);
        events.add(new RowEvent(sequence, old, null));
    }

    private List<Integer> rowsOf(SiteId id) {
        var dictionary = writer.table().site.dictionary();
        int site = dictionary.find(id);
        var rows = new ArrayList<Integer>();
        if (site >= 0) {
            var of = new RoaringBitmap();
            dictionary.rows().orInto(site, of);
            of.forEach((org.roaringbitmap.IntConsumer) rows::add);
        }
        return rows;
    }

    private @Nullable VmiFacts joining(RowKey key) {
        var of = waiting.get(key.site());
        var vmi = of == null ? null : of.remove(key);
        if (of != null && of.isEmpty()) {
            waiting.remove(key.site());
        }
        return vmi;
    }

    private Map<RowKey, VmiFacts> waitingOf(SiteId id) {
        return waiting.computeIfAbsent(id, _ -> new HashMap<>());
    }

    private void put(SiteRow site) {
        sites.put(site.id(), site);
        sitesChanged();
    }

    private void sitesChanged() {
        sitesChanged = true;
        dirty = true;
    }
}
