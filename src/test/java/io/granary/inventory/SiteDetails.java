// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.SiteDetail;
import java.util.List;
import java.util.Map;

/** One of each small kind, no two values alike, so that none can be taken for another. */
final class SiteDetails {
    static final List<SiteDetail.Part> ALL = List.of(
            new SiteDetail.Nodes(List.of(
                    new SiteDetail.Node(
                            "n1", true, false, List.of("etcd", "worker"), 15_900, 1L << 37, "SLE Micro", "v1.33.3"),
                    new SiteDetail.Node("n2", false, true, List.of(), 0, 0, "", ""))),
            new SiteDetail.Images(List.of(new SiteDetail.Image(
                    "default", "image-a", "Ubuntu", true, 100, 11L << 30, 12L << 30, "ab12", "longhorn", "none"))),
            new SiteDetail.Templates(List.of(
                    new SiteDetail.Template("default", "web-3", "default/web", "r3", 3, "default/image-a", true))),
            new SiteDetail.Volumes(List.of(
                    new SiteDetail.Volume("pvc-1", "default/disk-1", "attached", "healthy", 3, 40L << 30, 7L << 30))),
            new SiteDetail.Backups(
                    Map.of("default/web-1", new SiteDetail.Backup("default", "b-1", "backup", 1_700_000_000L)), 2),
            new SiteDetail.Networks(
                    List.of(new SiteDetail.Network("default", "vlan10", "mgmt", "L2VlanNetwork", 10, true))),
            new SiteDetail.Upgrades(List.of(new SiteDetail.Upgrade(
                    "hvst-upgrade-1",
                    "UpgradingNodes",
                    true,
                    "v1.6.1",
                    "v1.5.2",
                    1_700_000_100L,
                    Map.of("n1", "Succeeded", "n2", "Pending"),
                    "waits for n2"))));

    private SiteDetails() {}
}
