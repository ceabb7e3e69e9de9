// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.access;

import io.granary.kernel.Seam;
import io.granary.kube.HubCluster;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Begins to follow who may do what, once somebody asks for it, and ends with the application. */
@Seam("puts the clock of the process into the watches")
final class AccessRoom {
    @Produces
    @Singleton
    AccessWatch watch(HubCluster hub) {
        var watch = new AccessWatch(hub, System::nanoTime);
        watch.start();
        return watch;
    }

    void close(@Disposes AccessWatch watch) {
        watch.close();
    }
}
