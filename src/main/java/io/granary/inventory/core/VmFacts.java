// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the inventory keeps of a VirtualMachine (kubevirt.io/v1). Absent text is the empty string.
 *
 * @param createdAt seconds since 1970
 * @param labels of the VirtualMachine itself
 * @param status {@code status.printableStatus}
 * @param runStrategy {@code spec.runStrategy}
 * @param cpuMillis guest CPUs (sockets x cores x threads, else the CPU limit), in thousandths
 * @param memoryBytes guest memory, or the memory limit
 * @param diskBytes sum of the volume claim templates' requests
 * @param image {@code namespace/name} of the first disk's image
 * @param os the label {@code harvesterhci.io/os}; the guest agent's answer in {@link VmiFacts} wins over it
 * @param networks the Multus networks, {@code namespace/name}, or {@code pod}
 * @param macs as the spec or the annotation {@code harvesterhci.io/mac-address} has them
 */
public record VmFacts(
        String namespace,
        String name,
        String uid,
        String resourceVersion,
        long createdAt,
        Map<String, String> labels,
        String status,
        String runStrategy,
        int cpuMillis,
        long memoryBytes,
        long diskBytes,
        String image,
        String os,
        List<String> networks,
        List<String> macs,
        @Nullable String message) {}
