// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.ObjectStore;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** What the controllers of one site work with. */
record SiteWorld(ObjectStore store, SimClock clock, SiteTraits traits, SiteTroubles troubles, FileServers servers) {
    /** As it is written into a status: RFC 3339 in whole seconds. */
    String now() {
        return clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** On the clock, after what is under way. */
    void soon(Runnable action) {
        clock.after(Duration.ZERO, action);
    }
}
