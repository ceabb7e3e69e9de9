// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectSource;
import io.granary.simulator.apiserver.Seed;
import io.granary.simulator.apiserver.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A VirtualMachine and its instance in one state. Written by the site's plan, or from what somebody sent who created or
 * changed it.
 *
 * @param plan the plan of the machine; for one that was created later, a plan that fills what was not said
 * @param own the object as somebody wrote it, or null while the plan holds
 */
record Machine(VmPlan plan, VmState state, @Nullable StoredObject own) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The machine that a stored VirtualMachine shows; empty while no controller has seen what somebody wrote. */
    static Optional<Machine> of(Optional<StoredObject> stored) {
        return stored.map(StoredObject::source)
                .filter(MachineSource.class::isInstance)
                .map(source -> ((MachineSource) source).machine());
    }

    /** The machine that a stored VirtualMachineInstance belongs to. */
    static Optional<Machine> ofInstance(StoredObject stored) {
        return stored.source() instanceof InstanceSource source ? Optional.of(source.machine()) : Optional.empty();
    }

    Machine in(VmState other) {
        return new Machine(plan, other, own);
    }

    ObjectKey key() {
        return own == null ? ObjectKey.of(plan.namespace(), plan.name()) : own.key();
    }

    String uid() {
        return own == null ? plan.uid() : own.uid();
    }

    /** The VirtualMachine, to be stored. */
    Seed machine() {
        long created = own == null ? plan.created().getEpochSecond() : own.createdAt();
        var labels = own == null ? plan.labels() : own.labels();
        return new Seed(key(), uid(), state.generation(), created, labels, new MachineSource(this));
    }

    /** The VirtualMachineInstance, to be stored. */
    Seed instance() {
        var labels = Map.of(
                "harvesterhci.io/creator", "harvester",
                "harvesterhci.io/vmName", key().name(),
                "kubevirt.io/nodeName", plan.site().nodeName(state.node()));
        return new Seed(
                key(),
                plan.instanceUid(state),
                1 + state.starts(),
                state.startedSecond(),
                labels,
                new InstanceSource(this));
    }

    private record MachineSource(Machine machine) implements ObjectSource {
        @Override
        public byte[] json(StoredObject object) {
            var version = Long.toString(object.resourceVersion());
            return machine.own == null
                    ? VmObjects.machine(machine.plan, machine.state, version)
                    : machine.changed(machine.own, version);
        }
    }

    private record InstanceSource(Machine machine) implements ObjectSource {
        @Override
        public byte[] json(StoredObject object) {
            var bytes = VmObjects.instance(machine.plan, machine.state, Long.toString(object.resourceVersion()));
            return machine.own == null ? bytes : machine.instanceOfChanged(machine.own, bytes);
        }
    }

    private byte[] changed(StoredObject written, String resourceVersion) {
        var object = tree(written.json());
        var metadata = (ObjectNode) object.path("metadata");
        metadata.put("resourceVersion", resourceVersion);
        metadata.put("generation", state.generation());
        object.set("status", tree(VmObjects.machineStatus(plan, state)));
        return bytes(object);
    }

    /** The plan's instance under the names, and with the hardware, of the machine as it was sent. */
    private byte[] instanceOfChanged(StoredObject written, byte[] planned) {
        var instance = tree(planned);
        var metadata = (ObjectNode) instance.path("metadata");
        metadata.put("name", key().name()).put("namespace", key().namespace());
        ((ObjectNode) metadata.path("labels")).put("harvesterhci.io/vmName", key().name());
        ((ObjectNode) metadata.path("ownerReferences").path(0))
                .put("name", key().name())
                .put("uid", uid());
        if (tree(written.json()).at("/spec/template/spec") instanceof ObjectNode spec) {
            instance.set("spec", spec);
        }
        return bytes(instance);
    }

    static ObjectNode tree(byte[] json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a stored virtual machine cannot be read", e);
        }
    }

    private static byte[] bytes(ObjectNode object) {
        try {
            return JSON.writeValueAsBytes(object);
        } catch (IOException e) {
            throw new UncheckedIOException("a stored virtual machine cannot be written", e);
        }
    }
}
