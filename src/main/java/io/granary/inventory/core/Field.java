// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.Arrays;
import java.util.Optional;

/** What can be selected, sorted or counted by. */
public enum Field {
    /** {@code <vm namespace>.<vm name>}. Sorting by it is by VM namespace, then VM name. */
    OBJECT_NAME("metadata.name"),
    /** The namespace of the hub that holds the site's rows. */
    SITE_NAMESPACE("metadata.namespace"),
    SITE("spec.site"),
    SITE_NAME("spec.siteName"),
    NAMESPACE("spec.namespace"),
    NAME("spec.name"),
    RUN_STRATEGY("spec.runStrategy"),
    /** In thousandths. */
    CPU("spec.cpuMillis"),
    /** In bytes. */
    MEMORY("spec.memoryBytes"),
    /** In bytes. */
    DISK("spec.diskBytes"),
    IMAGE("spec.image"),
    /** Many-valued: {@code =} asks whether one of them is it. Not to sort by. */
    NETWORK("spec.network"),
    STATUS("status.printableStatus"),
    PHASE("status.phase"),
    NODE("status.node"),
    OS("status.os"),
    /** live, pending, stale or restored. Not to sort by. */
    FRESHNESS("status.freshness"),
    /** Seconds since 1970. Not to count by. */
    CREATED("metadata.creationTimestamp");

    private final String path;

    Field(String path) {
        this.path = path;
    }

    /** As field selectors and queries of the extension API spell it. */
    public String path() {
        return path;
    }

    /** The field of this path. */
    public static Optional<Field> ofPath(String path) {
        return Arrays.stream(values()).filter(field -> field.path.equals(path)).findFirst();
    }
}
