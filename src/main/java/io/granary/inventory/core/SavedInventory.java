// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All that outlives a restart: rows, sites with their small kinds, where each stream stands, instances that wait for
 * their virtual machine.
 *
 * @param savedAt when the state was as written
 */
record SavedInventory(
        Table table,
        Map<SiteId, SiteRow> sites,
        Map<SiteId, Map<Kind, SyncState>> streams,
        Map<SiteId, List<VmiFacts>> waiting,
        long sequence,
        Instant savedAt) {

    /** The version of the form of the bytes: to be raised whenever it changes. */
    static final int FORM = 2;

    /** Copies what the writer goes on changing; to be called by the writer. */
    static SavedInventory of(InventoryState state, Instant now) {
        var view = state.publish();
        var streams = new HashMap<SiteId, Map<Kind, SyncState>>();
        state.streams().forEach((site, of) -> streams.put(site, of.states()));
        var waiting = new HashMap<SiteId, List<VmiFacts>>();
        state.waiting().forEach((site, of) -> waiting.put(site, List.copyOf(of.values())));
        return new SavedInventory(view.table(), view.siteMap(), streams, waiting, view.sequence(), now);
    }

    void write(ByteSink sink) {
        sink.number(sequence).number(savedAt.getEpochSecond()).number(sites.size());
        for (var site : sites.values()) {
            sink.text(site.id().value()).text(site.namespace()).text(site.name());
            sink.number(site.labels().size());
            site.labels().forEach((key, value) -> sink.text(key).text(value));
            sink.number(lastSeen(site).getEpochSecond());
            sink.number(site.details().size());
            site.details().forEach(part -> DetailCodec.write(part, sink));
            var of = streams.getOrDefault(site.id(), Map.of());
            sink.number(of.size());
            of.forEach((kind, state) -> sink.text(kind.name())
                    .number(state.fence().epoch())
                    .number(state.fence().connection())
                    .text(state.resourceVersion())
                    .number(state.complete() ? 1 : 0));
            var lone = waiting.getOrDefault(site.id(), List.of());
            sink.number(lone.size());
            lone.forEach(vmi -> write(vmi, sink));
        }
        TableCodec.write(table, sink);
        sink.text("end");
    }

    private Instant lastSeen(SiteRow site) {
        return switch (site.freshness()) {
            case Freshness.Live() -> savedAt;
            case Freshness.Pending() -> Instant.EPOCH;
            case Freshness.Stale(Instant at, String _) -> at;
            case Freshness.Restored(Instant at) -> at;
        };
    }

    /** Reads what {@link #write} wrote; throws an unchecked exception where the bytes cannot be so. */
    static SavedInventory read(ByteSource source) {
        long sequence = source.number();
        var savedAt = Instant.ofEpochSecond(source.number());
        var sites = new HashMap<SiteId, SiteRow>();
        var streams = new HashMap<SiteId, Map<Kind, SyncState>>();
        var waiting = new HashMap<SiteId, List<VmiFacts>>();
        for (int left = source.count(); left > 0; left--) {
            var id = new SiteId(source.text());
            var namespace = source.text();
            var name = source.text();
            var labels = new HashMap<String, String>();
            repeat(source, () -> labels.put(source.text(), source.text()));
            var freshness = freshness(source.number());
            var details = new ArrayList<SiteDetail.Part>();
            repeat(source, () -> details.add(DetailCodec.read(source)));
            sites.put(id, new SiteRow(id, namespace, name, labels, freshness, details));
            var of = new EnumMap<Kind, SyncState>(Kind.class);
            repeat(source, () -> of.put(Kind.valueOf(source.text()), state(source)));
            streams.put(id, of);
            var lone = new ArrayList<VmiFacts>();
            repeat(source, () -> lone.add(instance(source)));
            waiting.put(id, lone);
        }
        var table = TableCodec.read(source);
        if (!source.text().equals("end")) {
            throw new IllegalStateException("the bytes do not end where they should");
        }
        return new SavedInventory(table, sites, streams, waiting, sequence, savedAt);
    }

    /** A site that never was read to the end is as it was: waited for. */
    private static Freshness freshness(long lastSeen) {
        return lastSeen == 0 ? new Freshness.Pending() : new Freshness.Restored(Instant.ofEpochSecond(lastSeen));
    }

    /** A writer's state that goes on from here, with numbers after {@code from}. */
    InventoryState resume(long from, EventWindow events) {
        var state = new InventoryState(new TableWriter(table), sites, from, events);
        streams.forEach((site, of) -> of.forEach((kind, stream) ->
                Objects.requireNonNull(state.streams().get(site)).restore(kind, stream)));
        waiting.forEach((site, of) -> {
            var byKey = new HashMap<RowKey, VmiFacts>();
            of.forEach(vmi -> byKey.put(new RowKey(site, vmi.namespace(), vmi.name()), vmi));
            state.waiting().put(site, byKey);
        });
        return state;
    }

    private static void repeat(ByteSource source, Runnable one) {
        for (int left = source.count(); left > 0; left--) {
            one.run();
        }
    }

    private static SyncState state(ByteSource source) {
        return new SyncState(new Fence(source.number(), source.number()), source.text(), source.number() == 1);
    }

    private static void write(VmiFacts vmi, ByteSink sink) {
        sink.text(vmi.namespace()).text(vmi.name()).text(vmi.uid()).text(vmi.resourceVersion());
        sink.number(vmi.startedAt()).text(vmi.phase()).text(vmi.node()).text(vmi.os());
        sink.number((vmi.agentConnected() ? 1 : 0) | (vmi.migratable() ? 2 : 0) | (vmi.migrating() ? 4 : 0));
        for (var list : List.of(vmi.ips(), vmi.macs())) {
            sink.number(list.size());
            list.forEach(sink::text);
        }
    }

    private static VmiFacts instance(ByteSource source) {
        var texts = new String[] {source.text(), source.text(), source.text(), source.text()};
        long started = source.number();
        var phase = source.text();
        var node = source.text();
        var os = source.text();
        long flags = source.number();
        var ips = new ArrayList<String>();
        repeat(source, () -> ips.add(source.text()));
        var macs = new ArrayList<String>();
        repeat(source, () -> macs.add(source.text()));
        return new VmiFacts(
                texts[0],
                texts[1],
                texts[2],
                texts[3],
                started,
                phase,
                node,
                List.copyOf(ips),
                List.copyOf(macs),
                os,
                (flags & 1) != 0,
                (flags & 2) != 0,
                (flags & 4) != 0);
    }
}
