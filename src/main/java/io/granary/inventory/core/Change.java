// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/** One difference at a site, as a list or a watch told it. */
public sealed interface Change {

    /** A VirtualMachine is there, in this state. Same key with another uid means deleted and created anew. */
    record PutVm(VmFacts vm) implements Change {}

    /** A VirtualMachineInstance is there, in this state. */
    record PutVmi(VmiFacts vmi) implements Change {}

    /** An object is gone. */
    record Gone(String namespace, String name, String uid) implements Change {}
}
