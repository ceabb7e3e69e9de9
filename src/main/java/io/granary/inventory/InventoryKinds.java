// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.EventProjection.Shape;
import io.granary.inventory.core.Kind;
import java.util.List;

/** Where each kind lies in a site's API, and how it is kept in step: two are watched, the others polled. */
final class InventoryKinds {
    private InventoryKinds() {}

    /** A kind that is watched. */
    record Watched(Kind kind, String path, Shape shape) {}

    /** A kind that is polled; the first time at once after the watched ones, or spread over one interval. */
    record Polled(Kind kind, String path, boolean early) {}

    static final List<Watched> WATCHED = List.of(
            new Watched(Kind.VIRTUAL_MACHINE, "/apis/kubevirt.io/v1/virtualmachines", Shape.VM),
            new Watched(Kind.VIRTUAL_MACHINE_INSTANCE, "/apis/kubevirt.io/v1/virtualmachineinstances", Shape.VMI));

    static final List<Polled> POLLED = List.of(
            new Polled(Kind.NODE, "/api/v1/nodes", true),
            new Polled(Kind.IMAGE, "/apis/harvesterhci.io/v1beta1/virtualmachineimages", true),
            new Polled(Kind.UPGRADE, "/apis/harvesterhci.io/v1beta1/namespaces/harvester-system/upgrades", false),
            new Polled(Kind.VOLUME, "/apis/longhorn.io/v1beta2/namespaces/longhorn-system/volumes", false),
            new Polled(Kind.TEMPLATE, "/apis/harvesterhci.io/v1beta1/virtualmachinetemplateversions", false),
            new Polled(Kind.BACKUP, "/apis/harvesterhci.io/v1beta1/virtualmachinebackups", false),
            new Polled(Kind.NETWORK, "/apis/k8s.cni.cncf.io/v1/network-attachment-definitions", false));

    /** Whose uid tells one cluster from another under the same name. */
    static final String IDENTITY = "/api/v1/namespaces/kube-system";
}
