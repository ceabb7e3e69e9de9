// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which rows somebody may see: whole sites, and single VM namespaces of others.
 *
 * <p>Equal sights share one remembered row mask, so keep and reuse the value made for a user.
 */
public sealed interface Sight {

    /** Everything. */
    Sight ALL = new Everything();

    boolean permits(SiteId site, String namespace);

    record Everything() implements Sight {
        @Override
        public boolean permits(SiteId site, String namespace) {
            return true;
        }
    }

    /**
     * Nothing but this.
     *
     * @param wholeSites sites with all their namespaces
     * @param namespaces VM namespaces of other sites
     */
    record Only(Set<SiteId> wholeSites, Map<SiteId, Set<String>> namespaces) implements Sight {
        public Only {
            wholeSites = Set.copyOf(wholeSites);
            var copy = new HashMap<SiteId, Set<String>>();
            namespaces.forEach((site, names) -> copy.put(site, Set.copyOf(names)));
            namespaces = Map.copyOf(copy);
        }

        @Override
        public boolean permits(SiteId site, String namespace) {
            return wholeSites.contains(site)
                    || namespaces.getOrDefault(site, Set.of()).contains(namespace);
        }
    }
}
