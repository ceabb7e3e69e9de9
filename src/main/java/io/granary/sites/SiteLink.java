// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.kernel.SiteId;
import io.granary.kube.ApiDoor;
import java.util.Map;

/**
 * A site as the rooms above see it: who it is, whether Rancher says it is connected, and the door to its API server.
 *
 * @param id the Rancher cluster id
 * @param namespace the Fleet workspace, in which its Site object lives
 * @param name the Site object's name, that people know it by
 * @param labels carried over from the Rancher cluster
 * @param connected what the {@code Connected} condition says; requests are held back while false
 * @param door the way in
 */
public record SiteLink(
        SiteId id, String namespace, String name, Map<String, String> labels, boolean connected, ApiDoor door) {
    public SiteLink {
        labels = Map.copyOf(labels);
    }

    SiteLink disconnected() {
        return new SiteLink(id, namespace, name, labels, false, door);
    }
}
