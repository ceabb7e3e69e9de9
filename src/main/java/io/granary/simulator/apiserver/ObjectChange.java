// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import org.jspecify.annotations.Nullable;

/**
 * One committed write. {@code before} is null for a creation; for a deletion {@code after} is the last state with the
 * revision of the deletion.
 */
public record ObjectChange(
        GroupResource resource, Kind kind, @Nullable StoredObject before, StoredObject after) {
    /** As the type of a watch event. */
    public enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }

    public long resourceVersion() {
        return after.resourceVersion();
    }
}
