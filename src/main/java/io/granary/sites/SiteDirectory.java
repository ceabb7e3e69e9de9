// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.kernel.SiteId;
import java.util.Collection;

/** All sites that exist now, and news of them. */
public interface SiteDirectory {

    Collection<SiteLink> links();

    /**
     * First replays the sites that are gone as {@code removed} and all present ones as {@code changed}, then tells
     * every difference, in order, on one thread.
     */
    AutoCloseable subscribe(Listener listener);

    interface Listener {
        /** A site came, or its name, labels, connection or door changed. */
        void changed(SiteLink link);

        /** A site was removed in Rancher, or its Secret is gone. */
        void removed(SiteId id);
    }
}
