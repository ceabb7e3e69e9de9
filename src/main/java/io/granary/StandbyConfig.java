// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How several hubs share the work: one works, the others stand by. */
@ConfigMapping(prefix = "granary.standby")
public interface StandbyConfig {

    /** Whether this hub waits for a Lease before it does anything, so that of several only one works. */
    @WithDefault("false")
    boolean enabled();

    /** Namespace of the Lease and of the hubs' pods. */
    @WithDefault("granary-system")
    String namespace();

    /** Name of the Lease. */
    @WithDefault("granary")
    String lease();

    /** How long the others wait for a hub that fell silent. */
    @WithDefault("15s")
    Duration leaseDuration();

    /**
     * Name of this hub's pod: it stands in the Lease, and the pod is labelled {@code granary.io/working=true} while
     * this hub works, which is how Services find it. Without it the machine's name stands there, and nothing is
     * labelled.
     */
    Optional<String> pod();
}
