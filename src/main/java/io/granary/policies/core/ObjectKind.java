// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The kinds of objects that a policy may hold, as Harvester sites serve them. */
public enum ObjectKind {
    KEY_PAIR("harvesterhci.io/v1beta1", "KeyPair", "keypairs", Scope.NAMESPACE, Removal.DELETED),
    BACKUP_SCHEDULE(
            "harvesterhci.io/v1beta1", "ScheduleVMBackup", "schedulevmbackups", Scope.NAMESPACE, Removal.DELETED),
    SNAPSHOT_QUOTA("harvesterhci.io/v1beta1", "ResourceQuota", "resourcequotas", Scope.NAMESPACE, Removal.DELETED),
    /** Comes with Harvester: a policy may change it, and leaves it behind. */
    ADDON("harvesterhci.io/v1beta1", "Addon", "addons", Scope.NAMESPACE, Removal.KEPT),
    CLUSTER_NETWORK(
            "network.harvesterhci.io/v1beta1", "ClusterNetwork", "clusternetworks", Scope.CLUSTER, Removal.DELETED),
    VLAN_CONFIG("network.harvesterhci.io/v1beta1", "VlanConfig", "vlanconfigs", Scope.CLUSTER, Removal.DELETED),
    NETWORK(
            "k8s.cni.cncf.io/v1",
            "NetworkAttachmentDefinition",
            "network-attachment-definitions",
            Scope.NAMESPACE,
            Removal.DELETED),
    STORAGE_CLASS("storage.k8s.io/v1", "StorageClass", "storageclasses", Scope.CLUSTER, Removal.DELETED),
    CONFIG_MAP("v1", "ConfigMap", "configmaps", Scope.NAMESPACE, Removal.DELETED),
    QUOTA("v1", "ResourceQuota", "resourcequotas", Scope.NAMESPACE, Removal.DELETED);

    private final String apiVersion;
    private final String kind;
    private final String plural;
    private final Scope scope;
    private final Removal removal;

    ObjectKind(String apiVersion, String kind, String plural, Scope scope, Removal removal) {
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.plural = plural;
        this.scope = scope;
        this.removal = removal;
    }

    public enum Scope {
        CLUSTER,
        NAMESPACE
    }

    /** What becomes of an object that the policy no longer has. */
    public enum Removal {
        DELETED,
        KEPT
    }

    static @Nullable ObjectKind of(String apiVersion, String kind) {
        return Arrays.stream(values())
                .filter(each -> each.apiVersion.equals(apiVersion) && each.kind.equals(kind))
                .findFirst()
                .orElse(null);
    }

    public String apiVersion() {
        return apiVersion;
    }

    public String kind() {
        return kind;
    }

    public String plural() {
        return plural;
    }

    public Scope scope() {
        return scope;
    }

    public Removal removal() {
        return removal;
    }
}
