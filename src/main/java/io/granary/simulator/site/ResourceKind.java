// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ResourceCatalog;
import io.granary.simulator.apiserver.ResourceType;
import io.granary.simulator.apiserver.ResourceType.Names;
import io.granary.simulator.apiserver.ResourceType.Scope;
import io.granary.simulator.apiserver.ResourceType.Subresources;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kind that a site serves.
 *
 * @param groupVersion as in apiVersion: {@code v1} or {@code kubevirt.io/v1}
 * @param plural as in the path
 */
public record ResourceKind(String groupVersion, String plural, String kind, boolean namespaced) {
    public static final ResourceKind VM = new ResourceKind("kubevirt.io/v1", "virtualmachines", "VirtualMachine", true);
    public static final ResourceKind VMI =
            new ResourceKind("kubevirt.io/v1", "virtualmachineinstances", "VirtualMachineInstance", true);
    public static final ResourceKind VMIM = new ResourceKind(
            "kubevirt.io/v1", "virtualmachineinstancemigrations", "VirtualMachineInstanceMigration", true);
    public static final ResourceKind NAMESPACE = new ResourceKind("v1", "namespaces", "Namespace", false);

    private static final String RANCHER = "management.cattle.io/v3";
    private static final String CATALOG = "catalog.cattle.io/v1";
    private static final String HARVESTER = "harvesterhci.io/v1beta1";
    private static final String LONGHORN = "longhorn.io/v1beta2";

    private static final List<ResourceKind> ALL = List.of(
            VM,
            VMI,
            VMIM,
            new ResourceKind("kubevirt.io/v1", "kubevirts", "KubeVirt", true),
            new ResourceKind(HARVESTER, "virtualmachineimages", "VirtualMachineImage", true),
            new ResourceKind(HARVESTER, "virtualmachinetemplates", "VirtualMachineTemplate", true),
            new ResourceKind(HARVESTER, "virtualmachinetemplateversions", "VirtualMachineTemplateVersion", true),
            new ResourceKind(HARVESTER, "virtualmachinebackups", "VirtualMachineBackup", true),
            new ResourceKind(HARVESTER, "virtualmachinerestores", "VirtualMachineRestore", true),
            new ResourceKind(HARVESTER, "schedulevmbackups", "ScheduleVMBackup", true),
            new ResourceKind(HARVESTER, "keypairs", "KeyPair", true),
            new ResourceKind(HARVESTER, "settings", "Setting", false),
            new ResourceKind(HARVESTER, "addons", "Addon", true),
            new ResourceKind(HARVESTER, "versions", "Version", true),
            new ResourceKind(HARVESTER, "upgrades", "Upgrade", true),
            new ResourceKind(HARVESTER, "upgradelogs", "UpgradeLog", true),
            new ResourceKind(HARVESTER, "supportbundles", "SupportBundle", true),
            new ResourceKind(HARVESTER, "resourcequotas", "ResourceQuota", true),
            new ResourceKind("network.harvesterhci.io/v1beta1", "clusternetworks", "ClusterNetwork", false),
            new ResourceKind("network.harvesterhci.io/v1beta1", "vlanconfigs", "VlanConfig", false),
            new ResourceKind("network.harvesterhci.io/v1beta1", "vlanstatuses", "VlanStatus", false),
            new ResourceKind("node.harvesterhci.io/v1beta1", "nodeconfigs", "NodeConfig", true),
            new ResourceKind(
                    "k8s.cni.cncf.io/v1", "network-attachment-definitions", "NetworkAttachmentDefinition", true),
            new ResourceKind(LONGHORN, "nodes", "Node", true),
            new ResourceKind(LONGHORN, "volumes", "Volume", true),
            new ResourceKind(LONGHORN, "backingimages", "BackingImage", true),
            new ResourceKind(RANCHER, "managedcharts", "ManagedChart", true),
            new ResourceKind(RANCHER, "clusters", "Cluster", false),
            new ResourceKind(RANCHER, "settings", "Setting", false),
            new ResourceKind(RANCHER, "tokens", "Token", false),
            new ResourceKind(RANCHER, "users", "User", false),
            new ResourceKind(RANCHER, "globalroles", "GlobalRole", false),
            new ResourceKind(RANCHER, "globalrolebindings", "GlobalRoleBinding", false),
            new ResourceKind(RANCHER, "roletemplates", "RoleTemplate", false),
            new ResourceKind(RANCHER, "projects", "Project", true),
            new ResourceKind(RANCHER, "projectroletemplatebindings", "ProjectRoleTemplateBinding", true),
            new ResourceKind(RANCHER, "clusterroletemplatebindings", "ClusterRoleTemplateBinding", true),
            new ResourceKind(RANCHER, "clusterregistrationtokens", "ClusterRegistrationToken", true),
            new ResourceKind(RANCHER, "features", "Feature", false),
            new ResourceKind(RANCHER, "fleetworkspaces", "FleetWorkspace", false),
            new ResourceKind(CATALOG, "uiplugins", "UIPlugin", true),
            new ResourceKind(CATALOG, "clusterrepos", "ClusterRepo", false),
            new ResourceKind(CATALOG, "apps", "App", true),
            new ResourceKind("fleet.cattle.io/v1alpha1", "clusters", "Cluster", true),
            new ResourceKind("provisioning.cattle.io/v1", "clusters", "Cluster", true),
            new ResourceKind("cluster.x-k8s.io/v1beta1", "clusters", "Cluster", true),
            new ResourceKind("cluster.x-k8s.io/v1beta1", "machines", "Machine", true));

    private static final List<ResourceKind> BUILT_IN = List.of(
            NAMESPACE,
            new ResourceKind("v1", "nodes", "Node", false),
            new ResourceKind("v1", "persistentvolumeclaims", "PersistentVolumeClaim", true),
            new ResourceKind("storage.k8s.io/v1", "storageclasses", "StorageClass", false));

    private static final Map<String, ResourceKind> BY_KIND = Stream.concat(ALL.stream(), BUILT_IN.stream())
            .collect(Collectors.toUnmodifiableMap(kind -> kind.groupVersion + '/' + kind.kind, kind -> kind));

    private static final class Catalogs {
        private static final ResourceCatalog SITE = build();
    }

    /** Everything that a Harvester site serves; one for all of them. */
    static ResourceCatalog siteCatalog() {
        return Catalogs.SITE;
    }

    /** Everything that Rancher's local cluster serves before somebody defines more. */
    public static ResourceCatalog rancherCatalog() {
        var kept = List.of(
                "management.cattle.io",
                "provisioning.cattle.io",
                "catalog.cattle.io",
                "fleet.cattle.io",
                "cluster.x-k8s.io");
        var catalog = ResourceCatalog.builder().builtIn();
        ALL.stream().filter(kind -> kept.contains(kind.group())).forEach(kind -> catalog.add(kind.type()));
        return catalog.build();
    }

    private static ResourceCatalog build() {
        var catalog = ResourceCatalog.builder().builtIn();
        ALL.forEach(kind -> catalog.add(kind.type()));
        return catalog.build();
    }

    private ResourceType type() {
        var version = groupVersion.substring(groupVersion.indexOf('/') + 1);
        var scope = namespaced ? Scope.NAMESPACED : Scope.CLUSTER;
        return ResourceType.of(group(), version, Names.of(kind, plural, shortNames()), scope)
                .with(subresources());
    }

    /** Of Harvester's kinds, few have a status subresource. */
    private Subresources subresources() {
        return switch (plural) {
            case "virtualmachinetemplates", "addons", "resourcequotas" ->
                group().equals("harvesterhci.io") ? Subresources.STATUS : Subresources.NONE;
            default -> Subresources.NONE;
        };
    }

    private String[] shortNames() {
        return switch (kind) {
            case "VirtualMachine" -> new String[] {"vm", "vms"};
            case "VirtualMachineInstance" -> new String[] {"vmi", "vmis"};
            case "VirtualMachineInstanceMigration" -> new String[] {"vmim", "vmims"};
            default -> new String[0];
        };
    }

    public GroupResource groupResource() {
        return GroupResource.of(group(), plural);
    }

    public static ResourceKind named(String groupVersion, String kind) {
        var found = BY_KIND.get(groupVersion + '/' + kind);
        if (found == null) {
            throw new IllegalArgumentException("no cluster serves " + groupVersion + " " + kind);
        }
        return found;
    }

    /** The part before the slash; empty for the core group. */
    public String group() {
        int slash = groupVersion.indexOf('/');
        return slash < 0 ? "" : groupVersion.substring(0, slash);
    }

    @Override
    public String toString() {
        return group().isEmpty() ? plural : plural + "." + group();
    }
}
