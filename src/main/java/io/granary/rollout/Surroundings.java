// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.rollout.core.Rivalry;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the engine sees besides its own objects: time, leadership, the workspace's sites, other rollouts. */
public interface Surroundings {

    Instant now();

    /** The lease of this rollout, or null if another hub leads. Every acquisition has a higher epoch. */
    @Nullable
    Lease lease(RolloutKey key);

    List<SiteView> sites(String namespace);

    /**
     * By site: the sentence why another rollout goes first there.
     *
     * @param mine of the one that asks, which needs each site to itself
     */
    Map<SiteUid, String> rivals(RolloutKey key, Rivalry.Claim mine);

    /** What the other rollouts of the workspace that go on bring. */
    List<RolloutSpec> others(RolloutKey key);

    /** @param sendUntil after this no request may be sent: the lease's end less the longest request */
    record Lease(long epoch, Instant sendUntil) {}
}
