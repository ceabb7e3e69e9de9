// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.SimClock;
import io.granary.simulator.site.VmState.Power;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The life of a site's virtual machines: what KubeVirt's controllers do after somebody started, stopped or moved one.
 * Every step writes the VirtualMachine and its instance, as two changes of the storage.
 */
final class VmLife {
    private static final Duration SCHEDULING = Duration.ofMillis(1_500);
    private static final Duration BOOT_OF_THE_AGENT = Duration.ofMillis(4_000);
    private static final Duration SHUTDOWN = Duration.ofMillis(2_500);
    private static final Duration MIGRATION = Duration.ofMillis(3_000);

    private final SitePlan site;
    private final Shelf shelf;
    private final SimClock clock;

    VmLife(SitePlan site, Shelf shelf, SimClock clock) {
        this.site = site;
        this.shelf = shelf;
        this.clock = clock;
    }

    /** Starts a stopped machine; false when it is not stopped. */
    boolean start(String namespace, String name) {
        return step(
                        namespace,
                        name,
                        Power.STOPPED,
                        state ->
                                state.starting(spareNode(state), clock.millis()).nextGeneration())
                && then(SCHEDULING, () -> run(namespace, name));
    }

    /** Stops a running machine; false when there is nothing to stop. */
    boolean stop(String namespace, String name) {
        return (step(namespace, name, Power.RUNNING, state -> state.power(Power.STOPPING, clock.millis()))
                        || step(namespace, name, Power.PAUSED, state -> state.power(Power.STOPPING, clock.millis())))
                && then(
                        SHUTDOWN,
                        () -> step(
                                namespace,
                                name,
                                Power.STOPPING,
                                state -> state.power(Power.STOPPED, clock.millis())
                                        .nextGeneration()));
    }

    boolean restart(String namespace, String name) {
        return stop(namespace, name) && then(SHUTDOWN.plusMillis(500), () -> start(namespace, name));
    }

    boolean pause(String namespace, String name) {
        return step(namespace, name, Power.RUNNING, state -> state.power(Power.PAUSED, clock.millis()));
    }

    boolean unpause(String namespace, String name) {
        return step(namespace, name, Power.PAUSED, state -> state.power(Power.RUNNING, clock.millis()));
    }

    /** Moves a running machine to another node; false at a site of one node, or when it does not run. */
    boolean migrate(String namespace, String name) {
        if (site.size().nodes() < 2
                || !step(namespace, name, Power.RUNNING, state -> state.power(Power.MIGRATING, clock.millis()))) {
            return false;
        }
        var source = state(namespace, name);
        int target = spareNode(source);
        var migration = "kubevirt-migrate-vm-"
                + site.seeds().of(shelf.resourceVersion()).suffix(5);
        record(namespace, name, migration, new Move(source.node(), target, false));
        return then(MIGRATION, () -> {
            if (step(
                    namespace, name, Power.MIGRATING, state -> state.on(target).power(Power.RUNNING, clock.millis()))) {
                record(namespace, name, migration, new Move(source.node(), target, true));
            }
        });
    }

    /** Somebody created or changed a machine: it is stored, and starts or stops when it should. */
    void accept(ObjectNode object) {
        var metadata = object.path("metadata");
        var namespace = metadata.path("namespace").asText();
        var name = metadata.path("name").asText();
        boolean run = !object.at("/spec/runStrategy").asText("Halted").equals("Halted");
        var own = object.deepCopy();
        own.remove("status");
        synchronized (shelf) {
            var old = Machine.of(shelf.get(ResourceKind.VM, namespace, name));
            var plan = old == null ? new VmPlan(site, Math.abs((namespace + name).hashCode() % 50_000)) : old.plan();
            var state = old == null
                    ? new VmState(Power.STOPPED, 0, false, 1, (int) shelf.resourceVersion(), clock.millis())
                    : old.state().nextGeneration();
            var machine = new Machine(plan, state, own.toString().getBytes(StandardCharsets.UTF_8));
            if (state.power().hasInstance()) {
                shelf.put(ResourceKind.VMI, namespace, name, machine.instance());
            }
            shelf.put(ResourceKind.VM, namespace, name, machine.machine());
        }
        if (run) {
            start(namespace, name);
        } else {
            stop(namespace, name);
        }
    }

    /** Deletes a machine with its instance; false when there is none. */
    boolean delete(String namespace, String name) {
        shelf.remove(ResourceKind.VMI, namespace, name);
        return shelf.remove(ResourceKind.VM, namespace, name).isPresent();
    }

    private record Move(int source, int target, boolean completed) {}

    private void run(String namespace, String name) {
        boolean running = step(namespace, name, Power.STARTING, state -> state.power(Power.RUNNING, clock.millis()));
        var machine = Machine.of(shelf.get(ResourceKind.VM, namespace, name));
        if (running && machine != null && machine.plan().profile().onVlan()) {
            then(BOOT_OF_THE_AGENT, () -> step(namespace, name, Power.RUNNING, VmState::agentConnected));
        }
    }

    private VmState state(String namespace, String name) {
        var machine = Machine.of(shelf.get(ResourceKind.VM, namespace, name));
        if (machine == null) {
            throw new IllegalStateException(namespace + '/' + name + " vanished in the middle of a step");
        }
        return machine.state();
    }

    /** One step, if the machine is where the step begins. */
    private boolean step(String namespace, String name, Power from, UnaryOperator<VmState> change) {
        synchronized (shelf) {
            var machine = Machine.of(shelf.get(ResourceKind.VM, namespace, name));
            if (machine == null || machine.state().power() != from) {
                return false;
            }
            var next = machine.in(change.apply(machine.state()));
            if (next.state().power().hasInstance()) {
                shelf.put(ResourceKind.VMI, namespace, name, next.instance());
            } else {
                shelf.remove(ResourceKind.VMI, namespace, name);
            }
            shelf.put(ResourceKind.VM, namespace, name, next.machine());
            return true;
        }
    }

    private boolean then(Duration delay, Runnable action) {
        clock.after(delay, action);
        return true;
    }

    private int spareNode(VmState state) {
        return (state.node()
                        + 1
                        + (int) (shelf.resourceVersion()
                                % Math.max(1, site.size().nodes() - 1)))
                % site.size().nodes();
    }

    private void record(String namespace, String name, String migration, Move move) {
        var started = clock.now().toString();
        var values = Map.of(
                "name", name,
                "namespace", namespace,
                "migration", migration,
                "created", started,
                "since", started,
                "uid", site.seeds().of(migration).uuid().toString(),
                "phase", move.completed() ? "Succeeded" : "Running",
                "suffix", site.seeds().of(migration).suffix(5),
                "targetSuffix", site.seeds().of(migration).of(1).suffix(5));
        var places = Map.of("source", site.nodeName(move.source()), "target", site.nodeName(move.target()));
        shelf.put(ResourceKind.VMIM, namespace, migration, version -> {
            var all = new HashMap<String, Object>(values);
            all.putAll(places);
            all.put("completed", move.completed());
            all.put("rv", version);
            all.put("state", Templates.shared().named("migration-state").render(all));
            return Templates.shared().named("vmim").render(all);
        });
    }
}
