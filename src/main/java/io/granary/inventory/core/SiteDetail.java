// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.List;

/** The small kinds of one site, each replaced as a whole. Grows with what rollouts, upgrades and pages need. */
public final class SiteDetail {
    private SiteDetail() {}

    public sealed interface Part {}

    /** Nodes, from core/v1. */
    public record Nodes(List<Node> items) implements Part {}

    /** Images, from harvesterhci.io/v1beta1. */
    public record Images(List<Image> items) implements Part {}

    public record Node(
            String name,
            boolean ready,
            boolean schedulable,
            List<String> roles,
            int cpuMillis,
            long memoryBytes,
            String osImage,
            String kubeletVersion) {}

    public record Image(
            String namespace,
            String name,
            String displayName,
            boolean imported,
            int progress,
            long size,
            long virtualSize,
            String checksum,
            String storageClass,
            String problem) {}
}
