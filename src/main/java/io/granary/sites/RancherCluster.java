// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.kube.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * As much of a {@code management.cattle.io/v3} Cluster as a site needs. Rancher's cluster objects are large; 10,000 of
 * these are some 10 MB.
 */
record RancherCluster(
        Meta metadata, @Nullable Spec spec, @Nullable Status status) {

    static final ResourceType<RancherCluster> TYPE = ResourceType.of(
            "management.cattle.io/v3",
            "clusters",
            RancherCluster.class,
            cluster -> new ResourceType.Identity(
                    "",
                    cluster.metadata().name(),
                    Objects.requireNonNullElse(cluster.metadata().uid(), ""),
                    Objects.requireNonNullElse(cluster.metadata().resourceVersion(), "")));

    record Meta(
            String name,
            @Nullable String uid,
            @Nullable String resourceVersion,
            @Nullable String deletionTimestamp,
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations) {}

    record Spec(@Nullable String displayName, @Nullable String fleetWorkspaceName) {}

    record Status(
            @Nullable String provider,
            @Nullable String caCert,
            @Nullable Integer nodeCount,
            @Nullable Map<String, String> capacity,
            @Nullable Map<String, String> requested,
            @Nullable List<ClusterCondition> conditions) {}

    /** In Rancher's own form, without observedGeneration. */
    record ClusterCondition(
            @Nullable String type,
            @Nullable String status,
            @Nullable String message,
            @Nullable String lastUpdateTime) {}
}
