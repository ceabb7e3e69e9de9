// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.kernel.Seam;
import io.granary.kube.HubConfig;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Opens the store for the application, with what was saved of it, and closes it at the end. */
@Seam("puts the clock of the process into the store")
final class InventoryRoom {

    @Produces
    @Singleton
    InventoryStore store(InventoryConfig config, HubConfig hub) {
        var settings =
                new InventoryStore.Settings(hub.dataDir().resolve("inventory"), config.window(), config.saveEvery());
        return new InventoryStore(settings, Clock.systemUTC(), System::nanoTime);
    }

    void close(@Disposes InventoryStore store) {
        store.close();
    }
}
