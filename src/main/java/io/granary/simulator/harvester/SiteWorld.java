// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** What the controllers of one site work with. */
record SiteWorld(ObjectStore store, SimClock clock, SiteTraits traits, SiteTroubles troubles, FileServers servers) {
    /** As it is written into a status: RFC 3339 in whole seconds. */
    String now() {
        return clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Changes an object, if it is there. */
    void change(GroupResource resource, ObjectKey key, Consumer<ObjectNode> change) {
        if (store.find(resource, key).isPresent()) {
            store.update(resource, key, object -> {
                change.accept(object);
                return object;
            });
        }
    }

    /** On the clock, after what is under way. */
    void soon(Runnable action) {
        clock.after(Duration.ZERO, action);
    }
}
