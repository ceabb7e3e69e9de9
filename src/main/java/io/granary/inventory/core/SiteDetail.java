// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.List;
import java.util.Map;

/**
 * The small kinds of one site, each replaced as a whole. Absent text is the empty string, absent numbers are 0, times
 * are seconds since 1970.
 */
public final class SiteDetail {
    private SiteDetail() {}

    public sealed interface Part {}

    /** Nodes, from core/v1. */
    public record Nodes(List<Node> items) implements Part {}

    /** Images, from harvesterhci.io/v1beta1. */
    public record Images(List<Image> items) implements Part {}

    /** Versions of VM templates (VirtualMachineTemplateVersion), from harvesterhci.io/v1beta1. */
    public record Templates(List<Template> items) implements Part {}

    /** Volumes, from longhorn.io/v1beta2. */
    public record Volumes(List<Volume> items) implements Part {}

    /** The last good backup of each VM, by {@code namespace/name} of the VM; from harvesterhci.io/v1beta1. */
    public record Backups(Map<String, Backup> lastGood, int failed) implements Part {}

    /** Networks a VM can attach to (NetworkAttachmentDefinition), from k8s.cni.cncf.io/v1. */
    public record Networks(List<Network> items) implements Part {}

    /** Upgrades Harvester remembers, the latest marked; from harvesterhci.io/v1beta1. */
    public record Upgrades(List<Upgrade> items) implements Part {}

    /**
     * @param cpuMillis {@code status.allocatable.cpu}, in thousandths
     * @param memoryBytes {@code status.allocatable.memory}
     */
    public record Node(
            String name,
            boolean ready,
            boolean schedulable,
            List<String> roles,
            int cpuMillis,
            long memoryBytes,
            String osImage,
            String kubeletVersion) {}

    /**
     * @param imported condition Imported is True
     * @param progress 0 to 100
     * @param checksum {@code spec.checksum}, SHA-512 in hex
     * @param problem what Imported or RetryLimitExceeded says when the import failed
     */
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

    /**
     * @param template {@code spec.templateId}, {@code namespace/name} of the VirtualMachineTemplate
     * @param revision the annotation {@code template-version.harvesterhci.io/customName}
     * @param version {@code status.version}
     * @param ready condition ready is True: all its images are imported
     */
    public record Template(
            String namespace,
            String name,
            String template,
            String revision,
            int version,
            String image,
            boolean ready) {}

    /**
     * @param claim {@code namespace/name} of the PersistentVolumeClaim
     * @param state {@code status.state}: attached, detached and so on
     * @param robustness {@code status.robustness}: healthy, degraded, faulted, unknown
     */
    public record Volume(
            String name, String claim, String state, String robustness, int replicas, long size, long actualSize) {}

    /** @param createdAt {@code status.creationTime} */
    public record Backup(String namespace, String name, String type, long createdAt) {}

    /**
     * @param type label {@code network.harvesterhci.io/type}
     * @param vlan label {@code network.harvesterhci.io/vlan-id}, 0 for none
     */
    public record Network(String namespace, String name, String clusterNetwork, String type, int vlan, boolean ready) {}

    /**
     * @param state label {@code harvesterhci.io/upgradeState}
     * @param latest label {@code harvesterhci.io/latestUpgrade}
     * @param version {@code spec.version}
     * @param nodes {@code status.nodeStatuses}: node name to state
     * @param problem what the first failed condition says
     */
    public record Upgrade(
            String name,
            String state,
            boolean latest,
            String version,
            String previousVersion,
            long createdAt,
            Map<String, String> nodes,
            String problem) {}
}
