// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.kube.ResourceType;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A Secret at headquarters that policies may take values from, because it says so by its label. */
record HubSecret(Meta metadata, @Nullable Map<String, byte[]> data) {
    /** With the value {@code true}: without it, a policy could carry any Secret that the hub may read to a site. */
    static final String LABEL = "granary.io/policy-values";

    static final ResourceType<HubSecret> TYPE = ResourceType.of(
            "v1",
            "secrets",
            HubSecret.class,
            secret -> new ResourceType.Identity(
                    secret.metadata().namespace(),
                    secret.metadata().name(),
                    Objects.requireNonNullElse(secret.metadata().uid(), ""),
                    Objects.requireNonNullElse(secret.metadata().resourceVersion(), "")));

    record Meta(
            String namespace,
            String name,
            @Nullable String uid,
            @Nullable String resourceVersion,
            @Nullable Map<String, String> labels) {}

    boolean isForPolicies() {
        return metadata.labels() != null && "true".equals(metadata.labels().get(LABEL));
    }

    @Override
    public String toString() {
        return "HubSecret[" + metadata.namespace() + "/" + metadata.name() + "]";
    }
}
