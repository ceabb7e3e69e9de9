// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.kube.ResourceType;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A Secret with the label {@code granary.io/site=true}, whose key {@code kubeconfig} leads to a site. */
record DirectSecret(Meta metadata, @Nullable Map<String, byte[]> data) {
    static final String SELECTOR = "granary.io/site=true";

    static final ResourceType<DirectSecret> TYPE = ResourceType.of(
            "v1",
            "secrets",
            DirectSecret.class,
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
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations) {}

    @Override
    public String toString() {
        return "DirectSecret[" + metadata.namespace() + "/" + metadata.name() + "]";
    }
}
