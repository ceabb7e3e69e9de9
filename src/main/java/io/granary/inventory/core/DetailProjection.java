// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.inventory.core.FieldsProjection.Paths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Collects all objects of one small kind of a site into its part of {@link SiteDetail}. One per poll. */
public final class DetailProjection {
    private static final int MOST = 50_000;

    private static final Paths NODE = Paths.of(
            "Node",
            "spec.unschedulable",
            "status.allocatable.cpu",
            "status.allocatable.memory",
            "status.nodeInfo.osImage",
            "status.nodeInfo.kubeletVersion");
    private static final Paths IMAGE = Paths.of(
            "VirtualMachineImage",
            "spec.displayName",
            "spec.checksum",
            "status.progress",
            "status.size",
            "status.virtualSize",
            "status.storageClassName");
    private static final Paths TEMPLATE = Paths.of(
            "VirtualMachineTemplateVersion",
            "spec.templateId",
            "spec.imageId",
            "status.version",
            "@template-version.harvesterhci.io/customName");
    private static final Paths VOLUME = Paths.of(
            "Volume",
            "spec.size",
            "spec.numberOfReplicas",
            "status.state",
            "status.robustness",
            "status.actualSize",
            "status.kubernetesStatus.namespace",
            "status.kubernetesStatus.pvcName");
    private static final Paths BACKUP = Paths.of(
            "VirtualMachineBackup",
            "spec.type",
            "spec.source.name",
            "status.readyToUse",
            "status.creationTime",
            "status.error.message");
    private static final Paths NETWORK = Paths.of("NetworkAttachmentDefinition");
    private static final Paths UPGRADE = Paths.of("Upgrade", "spec.version", "status.previousVersion");
    private static final String NETWORKS = "network.harvesterhci.io/";

    private final Paths paths;
    private final Function<List<FieldsProjection>, SiteDetail.Part> assembly;
    private final List<FieldsProjection> found = new ArrayList<>();

    private DetailProjection(Paths paths, Function<List<FieldsProjection>, SiteDetail.Part> assembly) {
        this.paths = paths;
        this.assembly = assembly;
    }

    /** @throws IllegalArgumentException for the two kinds that are watched */
    public static DetailProjection of(Kind kind) {
        return switch (kind) {
            case NODE -> new DetailProjection(NODE, all -> new SiteDetail.Nodes(each(all, DetailProjection::node)));
            case IMAGE -> new DetailProjection(IMAGE, all -> new SiteDetail.Images(each(all, DetailProjection::image)));
            case TEMPLATE ->
                new DetailProjection(TEMPLATE, all -> new SiteDetail.Templates(each(all, DetailProjection::template)));
            case VOLUME ->
                new DetailProjection(VOLUME, all -> new SiteDetail.Volumes(each(all, DetailProjection::volume)));
            case BACKUP -> new DetailProjection(BACKUP, DetailProjection::backups);
            case NETWORK ->
                new DetailProjection(NETWORK, all -> new SiteDetail.Networks(each(all, DetailProjection::network)));
            case UPGRADE ->
                new DetailProjection(UPGRADE, all -> new SiteDetail.Upgrades(each(all, DetailProjection::upgrade)));
            case VIRTUAL_MACHINE, VIRTUAL_MACHINE_INSTANCE ->
                throw new IllegalArgumentException(kind + " is watched, not polled");
        };
    }

    public String kind() {
        return paths.kind();
    }

    /**
     * @throws RejectedData when this one object is unusable
     * @throws BrokenJson when the reply cannot be trusted any further
     */
    public void item(byte[] bytes, int offset, int length) {
        if (found.size() >= MOST) {
            throw new BrokenJson("a list has more than " + MOST + " objects of a small kind");
        }
        found.add(JsonProjection.object(bytes, offset, length, json -> FieldsProjection.read(paths, json)));
    }

    public SiteDetail.Part part() {
        return assembly.apply(found);
    }

    private static <T> List<T> each(List<FieldsProjection> all, Function<FieldsProjection, T> reading) {
        return all.stream().map(reading).toList();
    }

    private static SiteDetail.Node node(FieldsProjection node) {
        var roles = node.metadata().labels.keySet().stream()
                .filter(key -> key.startsWith("node-role."))
                .map(key -> key.substring(key.indexOf('/') + 1))
                .sorted()
                .toList();
        return new SiteDetail.Node(
                node.metadata().name,
                node.conditions().isMet("Ready"),
                !node.isTrue("spec.unschedulable"),
                roles,
                ScalarProjection.millis(node.text("status.allocatable.cpu")),
                node.units("status.allocatable.memory"),
                node.text("status.nodeInfo.osImage"),
                node.text("status.nodeInfo.kubeletVersion"));
    }

    private static SiteDetail.Image image(FieldsProjection image) {
        var complaint = image.conditions().complaint();
        return new SiteDetail.Image(
                image.metadata().namespace,
                image.metadata().name,
                image.text("spec.displayName"),
                image.conditions().isMet("Imported"),
                (int) Math.min(100, image.units("status.progress")),
                image.units("status.size"),
                image.units("status.virtualSize"),
                image.text("spec.checksum"),
                image.text("status.storageClassName"),
                complaint == null ? "" : complaint);
    }

    private static SiteDetail.Template template(FieldsProjection template) {
        return new SiteDetail.Template(
                template.metadata().namespace,
                template.metadata().name,
                template.text("spec.templateId"),
                template.annotation("template-version.harvesterhci.io/customName"),
                (int) Math.min(Integer.MAX_VALUE, template.units("status.version")),
                template.text("spec.imageId"),
                template.conditions().isMet("ready"));
    }

    private static SiteDetail.Volume volume(FieldsProjection volume) {
        var claim = volume.text("status.kubernetesStatus.pvcName");
        return new SiteDetail.Volume(
                volume.metadata().name,
                claim.isEmpty() ? "" : volume.text("status.kubernetesStatus.namespace") + "/" + claim,
                volume.text("status.state"),
                volume.text("status.robustness"),
                (int) Math.min(100, volume.units("spec.numberOfReplicas")),
                volume.units("spec.size"),
                volume.units("status.actualSize"));
    }

    private static SiteDetail.Part backups(List<FieldsProjection> all) {
        Map<String, SiteDetail.Backup> last = new HashMap<>();
        var failed = 0;
        for (var backup : all) {
            if (backup.isTrue("status.readyToUse")) {
                var good = new SiteDetail.Backup(
                        backup.metadata().namespace,
                        backup.metadata().name,
                        backup.text("spec.type"),
                        ScalarProjection.seconds(backup.text("status.creationTime")));
                var machine = backup.metadata().namespace + "/" + backup.text("spec.source.name");
                last.merge(machine, good, (old, fresh) -> fresh.createdAt() > old.createdAt() ? fresh : old);
            } else if (!backup.text("status.error.message").isEmpty()) {
                failed++;
            }
        }
        return new SiteDetail.Backups(Map.copyOf(last), failed);
    }

    private static SiteDetail.Network network(FieldsProjection network) {
        var metadata = network.metadata();
        return new SiteDetail.Network(
                metadata.namespace,
                metadata.name,
                metadata.label(NETWORKS + "clusternetwork"),
                metadata.label(NETWORKS + "type"),
                (int) Math.min(4095, ScalarProjection.units(metadata.label(NETWORKS + "vlan-id"))),
                metadata.label(NETWORKS + "ready").equals("true"));
    }

    private static SiteDetail.Upgrade upgrade(FieldsProjection upgrade) {
        var metadata = upgrade.metadata();
        var complaint = upgrade.conditions().complaint();
        return new SiteDetail.Upgrade(
                metadata.name,
                metadata.label("harvesterhci.io/upgradeState"),
                metadata.label("harvesterhci.io/latestUpgrade").equals("true"),
                upgrade.text("spec.version"),
                upgrade.text("status.previousVersion"),
                metadata.createdAt,
                upgrade.nodes(),
                complaint == null ? "" : complaint);
    }
}
