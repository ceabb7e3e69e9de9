// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How rollouts are moved. */
@ConfigMapping(prefix = "granary.rollouts")
public interface RolloutConfig {

    /** False leaves all rollouts to other hubs. */
    @WithDefault("true")
    boolean enabled();

    /** Namespace of the Lease by which one of several hubs leads. */
    @WithDefault("granary-system")
    String leaseNamespace();

    /** Name of this hub in the Lease; in a cluster the name of its pod. No two hubs may have the same. */
    @WithDefault("${HOSTNAME:granary}")
    String identity();

    /** How long another hub waits for one that fell silent. */
    @WithDefault("20s")
    Duration leaseDuration();

    /** Nothing is sent to a site in the last part of the lease, so that no request is under way when it ends. */
    @WithDefault("8s")
    Duration leaseMargin();

    /** Rollouts that are moved at once, 1 or more. */
    @WithDefault("4")
    int workers();

    /** Most writes a second that tell at Sites what rollouts do and did there, 1 to 1000. */
    @WithDefault("10")
    int siteWritesPerSecond();

    /** Longest time between two passes over a rollout that is not at its end. */
    @WithDefault("1m")
    Duration longestPause();
}
