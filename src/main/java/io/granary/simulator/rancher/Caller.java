// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as far as Rancher knows.
 *
 * @param user user name, or {@code system:serviceaccount:<namespace>:<name>}
 * @param groups groups of the user
 * @param onlyCluster the one cluster for which the token is good, or null for all
 */
public record Caller(
        String user, List<String> groups, @Nullable String onlyCluster) {
    public Caller {
        groups = List.copyOf(groups);
    }

    boolean mayReach(String cluster) {
        return onlyCluster == null || onlyCluster.equals(cluster);
    }
}
