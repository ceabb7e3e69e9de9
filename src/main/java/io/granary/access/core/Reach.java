// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.access.core;

import java.util.Set;

/** How far somebody sees. */
public sealed interface Reach {

    /** Every site, also those to come. */
    record Everywhere() implements Reach {}

    /**
     * Some sites.
     *
     * @param sites their ids; may name sites that are not there
     */
    record Some(Set<String> sites) implements Reach {
        public Some {
            sites = Set.copyOf(sites);
        }
    }
}
