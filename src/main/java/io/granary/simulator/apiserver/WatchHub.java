// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.Map;

/** The watches of one server. */
final class WatchHub {
    void cutAll(KubeApiServer.WatchEnd end) {}

    Map<GroupResource, Integer> watchers() {
        return Map.of();
    }
}
