// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

/**
 * What is stored together, whatever the version it is read in: {@code ("kubevirt.io", "virtualmachines")}; the core
 * group is empty.
 */
public record GroupResource(String group, String resource) {
    public static GroupResource of(String group, String resource) {
        return new GroupResource(group, resource);
    }

    /** As Kubernetes writes it: {@code virtualmachines.kubevirt.io}, or {@code pods}. */
    @Override
    public String toString() {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
