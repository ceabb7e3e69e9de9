// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A Rollout as it was read.
 *
 * @param version the resourceVersion, which any write of spec or status changes
 * @param author who wrote the spec last, stamped by admission
 * @param life whether a deletion waits for this hub
 */
public record HubRollout(
        RolloutKey key,
        String uid,
        String version,
        long generation,
        Instant createdAt,
        @Nullable String author,
        RolloutSpec spec,
        @Nullable RolloutStatus status,
        Life life) {

    /** Who deletes a Rollout deletes what is known of the sites at work, so it stays until these came to an end. */
    public enum Life {
        /** Has nothing at any site: a deletion is done at once. */
        FREE,
        /** Carries the finalizer: a deletion waits. */
        BOUND,
        /** Is being deleted, and the finalizer holds it. */
        GOING
    }
}
