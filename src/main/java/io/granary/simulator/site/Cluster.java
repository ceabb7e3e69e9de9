// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import java.time.Instant;

/** What an API is served from: a storage, a clock, a Kubernetes version, and whoever keeps its virtual machines. */
interface Cluster {
    Shelf shelf();

    Instant now();

    Release release();

    /** @throws UnsupportedOperationException when the cluster runs no virtual machines */
    VmLife life();
}
