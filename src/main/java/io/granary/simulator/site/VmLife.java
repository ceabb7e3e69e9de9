// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import io.granary.simulator.apiserver.StoredObject;
import io.granary.simulator.site.VmState.Power;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The life of a site's virtual machines: what KubeVirt's controllers do after somebody started, stopped, moved, created
 * or deleted one. Every step writes the VirtualMachine and its instance, as two changes of the storage.
 */
final class VmLife {
    private static final GroupResource VM = ResourceKind.VM.groupResource();
    private static final GroupResource VMI = ResourceKind.VMI.groupResource();

    private static final Duration RECONCILE = Duration.ofMillis(30);
    private static final Duration SCHEDULING = Duration.ofMillis(1_500);
    private static final Duration BOOT_OF_THE_AGENT = Duration.ofMillis(4_000);
    private static final Duration SHUTDOWN = Duration.ofMillis(2_500);
    private static final Duration MIGRATION = Duration.ofMillis(3_000);

    private final SitePlan site;
    private final ObjectStore store;
    private final SimClock clock;

    VmLife(SitePlan site, ObjectStore store, SimClock clock) {
        this.site = site;
        this.store = store;
        this.clock = clock;
    }

    /** Looks at a change as a controller does: a machine that somebody else wrote is taken over a moment later. */
    void notice(ObjectChange change) {
        if (change.resource().equals(VM)) {
            var key = change.after().key();
            if (change.kind() == ObjectChange.Kind.DELETED) {
                store.delete(VMI, key);
            } else if (Machine.of(Optional.of(change.after())).isEmpty()) {
                clock.after(RECONCILE, () -> takeOver(key));
            }
        }
    }

    /** Starts a stopped machine; false when it is not stopped. */
    boolean start(ObjectKey key) {
        return step(
                        key,
                        Power.STOPPED,
                        state ->
                                state.starting(spareNode(state), clock.millis()).nextGeneration())
                && then(SCHEDULING, () -> run(key));
    }

    /** Stops a machine that runs or is about to; false when there is nothing to stop. */
    boolean stop(ObjectKey key) {
        return Stream.of(Power.RUNNING, Power.PAUSED, Power.STARTING)
                        .anyMatch(power -> step(key, power, state -> state.power(Power.STOPPING, clock.millis())))
                && then(
                        SHUTDOWN,
                        () -> step(
                                key,
                                Power.STOPPING,
                                state -> state.power(Power.STOPPED, clock.millis())
                                        .nextGeneration()));
    }

    boolean restart(ObjectKey key) {
        return stop(key) && then(SHUTDOWN.plusMillis(500), () -> start(key));
    }

    boolean pause(ObjectKey key) {
        return step(key, Power.RUNNING, state -> state.power(Power.PAUSED, clock.millis()));
    }

    boolean unpause(ObjectKey key) {
        return step(key, Power.PAUSED, state -> state.power(Power.RUNNING, clock.millis()));
    }

    /** Moves a running machine to another node; false at a site of one node, or when it does not run. */
    boolean migrate(ObjectKey key) {
        var before = Machine.of(store.find(VM, key));
        if (before.isEmpty()
                || site.size().nodes() < 2
                || !step(key, Power.RUNNING, state -> state.power(Power.MIGRATING, clock.millis()))) {
            return false;
        }
        int source = before.get().state().node();
        var migration = new Migration(site, key, source, spareNode(before.get().state()), clock.millis());
        migration.write(store, false);
        return then(MIGRATION, () -> {
            if (step(
                    key, Power.MIGRATING, state -> state.on(migration.target()).power(Power.RUNNING, clock.millis()))) {
                migration.write(store, true);
            }
        });
    }

    private void takeOver(ObjectKey key) {
        var stored = store.find(VM, key);
        if (stored.isEmpty() || Machine.of(stored).isPresent()) {
            return;
        }
        var object = Machine.tree(stored.get().json());
        if (object.at("/metadata/deletionTimestamp").isTextual()) {
            store.delete(VMI, key);
            store.delete(VM, key);
            return;
        }
        write(machine(stored.get(), object));
        if (object.at("/spec/runStrategy").asText("Halted").equals("Halted")) {
            stop(key);
        } else {
            start(key);
        }
    }

    /** The machine behind what somebody wrote: as it was, when it was there; else a stopped one. */
    private Machine machine(StoredObject written, ObjectNode object) {
        var known = store.find(VMI, written.key()).flatMap(Machine::ofInstance);
        if (known.isPresent()) {
            var before = known.get();
            return new Machine(before.plan(), before.state().generation(written.generation()), written);
        }
        int number = Math.floorMod(written.uid().hashCode(), 50_000);
        int starts = Math.floorMod(object.hashCode(), 1_000_000);
        var state = new VmState(
                Power.STOPPED,
                0,
                false,
                (int) written.generation(),
                new VmState.Run(starts, clock.millis()),
                clock.millis());
        return new Machine(new VmPlan(site, number), state, written);
    }

    private void run(ObjectKey key) {
        boolean running = step(key, Power.STARTING, state -> state.power(Power.RUNNING, clock.millis()));
        boolean talks = Machine.of(store.find(VM, key))
                .map(machine -> machine.plan().profile().onVlan())
                .orElse(false);
        if (running && talks) {
            then(BOOT_OF_THE_AGENT, () -> step(key, Power.RUNNING, VmState::agentConnected));
        }
    }

    /** One step, if the machine is where the step begins. */
    private boolean step(ObjectKey key, Power from, UnaryOperator<VmState> change) {
        synchronized (this) {
            var machine = Machine.of(store.find(VM, key));
            if (machine.isEmpty() || machine.get().state().power() != from) {
                return false;
            }
            write(machine.get().in(change.apply(machine.get().state())));
            return true;
        }
    }

    private void write(Machine machine) {
        if (machine.state().power().hasInstance()) {
            store.put(VMI, machine.instance());
        } else {
            store.delete(VMI, machine.key());
        }
        store.put(VM, machine.machine());
    }

    private boolean then(Duration delay, Runnable action) {
        clock.after(delay, action);
        return true;
    }

    private int spareNode(VmState state) {
        int nodes = site.size().nodes();
        return (state.node() + 1 + (int) (store.revision() % Math.max(1, nodes - 1))) % nodes;
    }
}
