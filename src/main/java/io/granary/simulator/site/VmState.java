// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

/**
 * What changes in the life of a virtual machine. Immutable: an old state can be shown in an old watch event.
 *
 * @param power what the machine does
 * @param node index of the node it runs on; meaningless while it is stopped
 * @param agent whether the guest agent has called: only then are the operating system and the address known
 * @param generation metadata.generation of the VirtualMachine
 * @param run the run that it is in, or was in last
 * @param sinceMillis when the power state changed last, milliseconds since the epoch
 */
record VmState(Power power, int node, boolean agent, int generation, Run run, long sinceMillis) {
    /**
     * From a start to the next stop. Each run has a VirtualMachineInstance with a uid of its own.
     *
     * @param number counts the starts
     * @param startedMillis when the instance was created
     */
    record Run(int number, long startedMillis) {}

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

    int starts() {
        return run.number();
    }

    long startedSecond() {
        return run.startedMillis() / 1000;
    }

    VmState starting(int node, long now) {
        return new VmState(Power.STARTING, node, false, generation, new Run(run.number() + 1, now), now);
    }

    VmState power(Power next, long now) {
        return new VmState(next, node, agent && next.hasInstance(), generation, run, now);
    }

    VmState agentConnected() {
        return new VmState(power, node, true, generation, run, sinceMillis);
    }

    VmState on(int otherNode) {
        return new VmState(power, otherNode, agent, generation, run, sinceMillis);
    }

    VmState nextGeneration() {
        return new VmState(power, node, agent, generation + 1, run, sinceMillis);
    }

    VmState generation(long written) {
        return new VmState(power, node, agent, (int) written, run, sinceMillis);
    }
}
