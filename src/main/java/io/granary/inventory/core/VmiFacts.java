// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.List;

/**
 * What the inventory keeps of a VirtualMachineInstance (kubevirt.io/v1). Absent text is the empty string.
 *
 * @param startedAt creation time of the instance, seconds since 1970
 * @param ips in the order of {@code status.interfaces}, without duplicates
 * @param os {@code guestOSInfo.prettyName}, only with a guest agent
 * @param agentConnected condition AgentConnected
 * @param migratable condition LiveMigratable
 * @param migrating a migration runs that is neither completed nor failed
 */
public record VmiFacts(
        String namespace,
        String name,
        String uid,
        String resourceVersion,
        long startedAt,
        String phase,
        String node,
        List<String> ips,
        List<String> macs,
        String os,
        boolean agentConnected,
        boolean migratable,
        boolean migrating) {}
