// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.HubCluster;
import io.granary.kube.ResourceType;
import io.granary.kube.Resources;

/**
 * What an import reads and writes at the hub, as whole objects, so that nothing of them is lost.
 *
 * @param clusters those that people create in Rancher (provisioning.cattle.io)
 * @param tokens ClusterRegistrationTokens, in the namespace that has the cluster's id
 * @param secrets of kubeconfigs, registration tokens and URLs
 */
record ImportKinds(Resources<ObjectNode> clusters, Resources<ObjectNode> tokens, Resources<ObjectNode> secrets) {
    static final ResourceType<ObjectNode> CLUSTER = type("provisioning.cattle.io/v1", "clusters");
    static final ResourceType<ObjectNode> TOKEN = type("management.cattle.io/v3", "clusterregistrationtokens");
    static final ResourceType<ObjectNode> SECRET = type("v1", "secrets");
    static final ResourceType<ObjectNode> SETTING = type("harvesterhci.io/v1beta1", "settings");
    static final ResourceType<ObjectNode> POD = type("v1", "pods");

    static ImportKinds at(HubCluster hub) {
        return new ImportKinds(hub.resources(CLUSTER), hub.resources(TOKEN), hub.resources(SECRET));
    }

    private static ResourceType<ObjectNode> type(String apiVersion, String plural) {
        return ResourceType.of(apiVersion, plural, ObjectNode.class, object -> {
            var meta = object.path("metadata");
            return new ResourceType.Identity(
                    meta.path("namespace").asText(""),
                    meta.path("name").asText(""),
                    meta.path("uid").asText(""),
                    meta.path("resourceVersion").asText(""));
        });
    }
}
