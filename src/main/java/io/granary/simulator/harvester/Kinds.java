// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import io.granary.simulator.apiserver.GroupResource;

/** The kinds this room reads or writes. */
final class Kinds {
    static final GroupResource IMAGE = harvester("virtualmachineimages");
    static final GroupResource TEMPLATE = harvester("virtualmachinetemplates");
    static final GroupResource VERSION = harvester("virtualmachinetemplateversions");
    static final GroupResource KEY_PAIR = harvester("keypairs");
    static final GroupResource BACKUP = harvester("virtualmachinebackups");
    static final GroupResource SETTING = harvester("settings");
    static final GroupResource UPGRADE = harvester("upgrades");
    static final GroupResource HARVESTER_VERSION = harvester("versions");
    static final GroupResource SCHEDULE = harvester("schedulevmbackups");
    static final GroupResource ADDON = harvester("addons");
    static final GroupResource NODE = GroupResource.of("", "nodes");
    static final GroupResource VOLUME = GroupResource.of("longhorn.io", "volumes");
    static final GroupResource CHART = GroupResource.of("management.cattle.io", "managedcharts");
    static final GroupResource CAPI_CLUSTER = GroupResource.of("cluster.x-k8s.io", "clusters");
    static final GroupResource MACHINE = GroupResource.of("cluster.x-k8s.io", "machines");
    static final GroupResource BACKING_IMAGE = GroupResource.of("longhorn.io", "backingimages");
    static final GroupResource STORAGE_CLASS = GroupResource.of("storage.k8s.io", "storageclasses");
    static final GroupResource VOLUME_CLAIM = GroupResource.of("", "persistentvolumeclaims");

    static final GroupResource INSTANCE = GroupResource.of("kubevirt.io", "virtualmachineinstances");
    static final GroupResource EVENT = GroupResource.of("", "events");

    private Kinds() {}

    private static GroupResource harvester(String resource) {
        return GroupResource.of("harvesterhci.io", resource);
    }
}
