// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.access;

import io.granary.kube.ResourceType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What tells one object from another. */
record ObjectMeta(
        @Nullable String namespace,
        String name,
        @Nullable String uid,
        @Nullable String resourceVersion) {
    ResourceType.Identity identity() {
        return new ResourceType.Identity(
                place(), name, Objects.requireNonNullElse(uid, ""), Objects.requireNonNullElse(resourceVersion, ""));
    }

    /** The namespace; empty for kinds without namespaces. */
    String place() {
        return Objects.requireNonNullElse(namespace, "");
    }

    /** Unique within its kind. */
    String key() {
        return place() + '/' + name;
    }
}
