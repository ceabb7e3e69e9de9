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
 */
public record HubRollout(
        RolloutKey key,
        String uid,
        String version,
        long generation,
        Instant createdAt,
        @Nullable String author,
        RolloutSpec spec,
        @Nullable RolloutStatus status) {}
