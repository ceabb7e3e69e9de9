// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One virtual machine of the fleet: what its VirtualMachine says, joined with its VirtualMachineInstance if it runs.
 *
 * @param site as of the snapshot, or as of the change
 * @param vm its resourceVersion is that of the last change that could be seen
 * @param vmi its resourceVersion is not kept
 * @param sequence of the last change of this row; its {@code metadata.resourceVersion}
 */
public record VmRow(SiteRow site, VmFacts vm, @Nullable VmiFacts vmi, long sequence) {

    /** {@code <vm namespace>.<vm name>}, the name under which the extension API serves the row. */
    public String objectName() {
        return vm.namespace() + "." + vm.name();
    }

    /** The node it runs on, or the empty string. */
    public String node() {
        return vmi == null ? "" : vmi.node();
    }

    /** The instance's phase, or the empty string. */
    public String phase() {
        return vmi == null ? "" : vmi.phase();
    }

    /** What the guest agent says it runs, else the label's word. */
    public String os() {
        return vmi == null || vmi.os().isEmpty() ? vm.os() : vmi.os();
    }

    public List<String> ips() {
        return vmi == null ? List.of() : vmi.ips();
    }

    /** Of the virtual machine, then those that only the instance has. */
    public List<String> macs() {
        if (vmi == null || vm.macs().containsAll(vmi.macs())) {
            return vm.macs();
        }
        var all = new ArrayList<>(vm.macs());
        vmi.macs().stream().filter(mac -> !vm.macs().contains(mac)).forEach(all::add);
        return List.copyOf(all);
    }
}
