// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

/**
 * What changes in the life of a virtual machine. Immutable: an old state can be shown in an old watch event.
 *
 * @param power what the machine does
 * @param node index of the node it runs on; meaningless while it is stopped
 * @param agent whether the guest agent has called: only then are the operating system and the address known
 * @param generation metadata.generation of the VirtualMachine
 * @param starts how often it was started: each start makes a VirtualMachineInstance with a new uid
 * @param sinceMillis when the power state changed last, milliseconds since the epoch
 */
record VmState(Power power, int node, boolean agent, int generation, int starts, long sinceMillis) {
    /** The power states that a Harvester user sees. */
    enum Power {
        STOPPED("Stopped", false),
        STARTING("Starting", true),
        RUNNING("Running", true),
        PAUSED("Paused", true),
        STOPPING("Stopping", true),
        MIGRATING("Migrating", true);

        private final String printable;
        private final boolean instance;

        Power(String printable, boolean instance) {
            this.printable = printable;
            this.instance = instance;
        }

        /** status.printableStatus of the VirtualMachine. */
        String printable() {
            return printable;
        }

        /** Whether a VirtualMachineInstance exists. */
        boolean hasInstance() {
            return instance;
        }
    }

    VmState starting(int node, long now) {
        return new VmState(Power.STARTING, node, false, generation, starts + 1, now);
    }

    VmState power(Power next, long now) {
        return new VmState(next, node, agent && next.hasInstance(), generation, starts, now);
    }

    VmState agentConnected() {
        return new VmState(power, node, true, generation, starts, sinceMillis);
    }

    VmState on(int otherNode) {
        return new VmState(power, otherNode, agent, generation, starts, sinceMillis);
    }

    VmState nextGeneration() {
        return new VmState(power, node, agent, generation + 1, starts, sinceMillis);
    }
}
