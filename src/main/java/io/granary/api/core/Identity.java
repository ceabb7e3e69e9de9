// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

import java.util.ArrayList;
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
    private static final String AUTHENTICATED = "system:authenticated";
    private static final String UNAUTHENTICATED = "system:unauthenticated";
    private static final String ANONYMOUS = "system:anonymous";

    public Identity {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** As apiserver does, with the group of all who have shown who they are, unless they are nobody in particular. */
    public Identity authenticated() {
        if (groups.contains(AUTHENTICATED) || groups.contains(UNAUTHENTICATED) || name.equals(ANONYMOUS)) {
            return this;
        }
        var all = new ArrayList<>(groups);
        all.add(AUTHENTICATED);
        return new Identity(name, uid, all, extra);
    }

    /** Those that Kubernetes never asks about. */
    public boolean isMaster() {
        return groups.contains(MASTERS);
    }
}
