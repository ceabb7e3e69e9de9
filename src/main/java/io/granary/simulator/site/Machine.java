// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A VirtualMachine and its instance in one state. Written by the site's plan, or from what somebody sent who created or
 * changed it.
 *
 * @param plan the plan of the machine; for one that was created later, a plan that fills what was not said
 * @param own metadata and spec as somebody wrote them, or null while the plan holds
 */
record Machine(VmPlan plan, VmState state, byte @Nullable [] own) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Machine in(VmState other) {
        return new Machine(plan, other, own);
    }

    /** The machine's VirtualMachine. */
    Entry.Body machine() {
        return new MachineBody(this);
    }

    /** The machine's VirtualMachineInstance. */
    Entry.Body instance() {
        return new InstanceBody(this);
    }

    /** The machine that an entry of the storage shows, or null when it shows something else. */
    static @Nullable Machine of(@Nullable Entry entry) {
        return entry != null && entry.body() instanceof MachineBody body ? body.machine() : null;
    }

    /** The node of an instance, as a truth for tests; null when the entry is no instance. */
    static @Nullable Machine ofInstance(@Nullable Entry entry) {
        return entry != null && entry.body() instanceof InstanceBody body ? body.machine() : null;
    }

    String namespace() {
        return own == null ? plan.namespace() : metadata("namespace");
    }

    String name() {
        return own == null ? plan.name() : metadata("name");
    }

    String uid() {
        return own == null ? plan.uid() : metadata("uid");
    }

    private String metadata(String field) {
        return tree().path("metadata").path(field).asText();
    }

    private ObjectNode tree() {
        try {
            return (ObjectNode) JSON.readTree(own);
        } catch (IOException e) {
            throw new UncheckedIOException("a stored virtual machine cannot be read", e);
        }
    }

    private record MachineBody(Machine machine) implements Entry.Body {
        @Override
        public byte[] json(String resourceVersion) {
            return machine.own == null
                    ? VmObjects.machine(machine.plan, machine.state, resourceVersion)
                    : machine.changed(resourceVersion);
        }
    }

    private record InstanceBody(Machine machine) implements Entry.Body {
        @Override
        public byte[] json(String resourceVersion) {
            var bytes = VmObjects.instance(machine.plan, machine.state, resourceVersion);
            return machine.own == null ? bytes : machine.instanceOfChanged(bytes);
        }
    }

    private byte[] changed(String resourceVersion) {
        try {
            var object = tree();
            var metadata = (ObjectNode) object.path("metadata");
            metadata.put("resourceVersion", resourceVersion);
            metadata.put("generation", state.generation());
            object.set("status", JSON.readTree(VmObjects.machineStatus(plan, state)));
            return JSON.writeValueAsBytes(object);
        } catch (IOException e) {
            throw new UncheckedIOException("a stored virtual machine cannot be written", e);
        }
    }

    /** The plan's instance under the names, and with the hardware, of the machine as it was sent. */
    private byte[] instanceOfChanged(byte[] planned) {
        try {
            var instance = (ObjectNode) JSON.readTree(planned);
            var metadata = (ObjectNode) instance.path("metadata");
            metadata.put("name", name()).put("namespace", namespace());
            ((ObjectNode) metadata.path("labels")).put("harvesterhci.io/vmName", name());
            ((ObjectNode) metadata.path("ownerReferences").path(0))
                    .put("name", name())
                    .put("uid", uid());
            if (tree().at("/spec/template/spec") instanceof ObjectNode spec) {
                instance.set("spec", spec);
            }
            return JSON.writeValueAsBytes(instance);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a stored virtual machine cannot be written", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a planned virtual machine cannot be read", e);
        }
    }
}
