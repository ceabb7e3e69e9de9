// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import io.granary.simulator.site.SitePlan.Link;

/** How Rancher reaches a cluster. */
public interface Tunnel {
    Link link();

    /** The API behind the tunnel; asked only while the link is connected. */
    ClusterApi api();
}
