// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.apiserver.StoredObject;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What is so: every virtual machine and instance of the fleet, and a log of what happened when. */
public final class Truth {
    private static final int LOG = 200_000;
    private static final GroupResource VM = ResourceKind.VM.groupResource();
    private static final GroupResource VMI = ResourceKind.VMI.groupResource();
    private static final Map<GroupResource, String> KINDS = Map.of(
            VM,
            ResourceKind.VM.kind(),
            VMI,
            ResourceKind.VMI.kind(),
            ResourceKind.VMIM.groupResource(),
            ResourceKind.VMIM.kind());

    /**
     * A virtual machine or an instance as it is.
     *
     * @param kind VirtualMachine, VirtualMachineInstance or VirtualMachineInstanceMigration
     * @param key namespace/name
     * @param status printableStatus of a machine, phase of an instance
     * @param node empty while it runs nowhere
     */
    public record Row(
            String clusterId, String kind, String key, String uid, long resourceVersion, String status, String node) {
        public JsonObject json() {
            return new JsonObject()
                    .put("site", clusterId)
                    .put("kind", kind)
                    .put("key", key)
                    .put("uid", uid)
                    .put("resourceVersion", Long.toString(resourceVersion))
                    .put("status", status)
                    .put("node", node);
        }
    }

    /**
     * Something that happened.
     *
     * @param sequence counts from 1 without gaps
     * @param millis when, since the epoch
     */
    public record Happening(
            long sequence, long millis, String clusterId, String kind, String key, String op, long resourceVersion) {
        public JsonObject json() {
            return new JsonObject()
                    .put("sequence", sequence)
                    .put("t", millis)
                    .put("site", clusterId)
                    .put("kind", kind)
                    .put("key", key)
                    .put("op", op)
                    .put("resourceVersion", Long.toString(resourceVersion));
        }
    }

    private final SimClock clock;
    private final ArrayDeque<Happening> log = new ArrayDeque<>();
    private final List<BiConsumer<String, ObjectChange>> witnesses = new CopyOnWriteArrayList<>();
    private @Nullable Fleet fleet;
    private long sequence;

    public Truth(SimClock clock) {
        this.clock = clock;
    }

    /** The fleet whose truth it is. */
    public void of(Fleet watched) {
        this.fleet = watched;
    }

    /**
     * Who wants to see every write at every site, with the site's Rancher id. Called on the writer's thread, before the
     * writer has its answer.
     */
    public void witness(BiConsumer<String, ObjectChange> witness) {
        witnesses.add(witness);
    }

    /** Called for every change of every site. */
    public void record(SimulatedSite site, ObjectChange change) {
        if (!witnesses.isEmpty()) {
            var id = site.plan().clusterId();
            witnesses.forEach(witness -> witness.accept(id, change));
        }
        var kind = KINDS.get(change.resource());
        if (kind == null) {
            return;
        }
        synchronized (log) {
            log.addLast(new Happening(
                    ++sequence,
                    clock.millis(),
                    site.plan().clusterId(),
                    kind,
                    change.after().key().toString(),
                    change.kind().name(),
                    change.resourceVersion()));
            if (log.size() > LOG) {
                log.removeFirst();
            }
        }
    }

    /** Everything that happened after that number, oldest first; at most the last 200,000. */
    public List<Happening> after(long number) {
        synchronized (log) {
            return log.stream()
                    .filter(happening -> happening.sequence() > number)
                    .toList();
        }
    }

    /** All rows of the sites that Rancher knows, offline ones too; stocks sites that nobody asked for yet. */
    public List<Row> rows() {
        var rows = new ArrayList<Row>();
        if (fleet != null) {
            for (var site : fleet.sites()) {
                if (site.link() != SitePlan.Link.PENDING
                        && fleet.byClusterId(site.plan().clusterId()).isPresent()) {
                    rows.addAll(rows(site));
                }
            }
        }
        return rows;
    }

    /** The rows of one site; empty when Rancher does not know it. */
    public List<Row> rows(String clusterId) {
        return fleet == null
                ? List.of()
                : fleet.byClusterId(clusterId).map(Truth::rows).orElse(List.of());
    }

    private static List<Row> rows(SimulatedSite site) {
        var id = site.plan().clusterId();
        var rows = new ArrayList<Row>();
        for (var stored : site.store().list(VM)) {
            Machine.of(Optional.of(stored)).ifPresent(machine -> rows.add(machine(id, stored, machine)));
        }
        for (var stored : site.store().list(VMI)) {
            Machine.ofInstance(stored).ifPresent(machine -> rows.add(instance(id, stored, machine)));
        }
        return rows;
    }

    private static Row machine(String clusterId, StoredObject stored, Machine machine) {
        var power = machine.state().power();
        return row(clusterId, "VirtualMachine", stored, power.printable(), power.hasInstance() ? node(machine) : "");
    }

    private static Row instance(String clusterId, StoredObject stored, Machine machine) {
        boolean starting = machine.state().power() == VmState.Power.STARTING;
        return row(
                clusterId,
                "VirtualMachineInstance",
                stored,
                starting ? "Scheduling" : "Running",
                starting ? "" : node(machine));
    }

    private static Row row(String clusterId, String kind, StoredObject stored, String status, String node) {
        return new Row(clusterId, kind, stored.key().toString(), stored.uid(), stored.resourceVersion(), status, node);
    }

    private static String node(Machine machine) {
        return machine.plan().site().nodeName(machine.state().node());
    }
}
