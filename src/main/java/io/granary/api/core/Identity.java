// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

import java.util.List;
import java.util.Map;

/**
 * Who asks, as a front proxy or a TokenReview vouches for it.
 *
 * @param name never empty
 * @param uid may be empty
 * @param extra lower-cased keys
 */
public record Identity(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    private static final String MASTERS = "system:masters";

    public Identity {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** Those that Kubernetes never asks about. */
    public boolean isMaster() {
        return groups.contains(MASTERS);
    }
}
