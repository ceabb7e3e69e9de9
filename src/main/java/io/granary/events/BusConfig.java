// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What carries the events. The channels in application.properties refer to these two. */
@Unremovable
@ConfigMapping(prefix = "granary.bus")
public interface BusConfig {

    /** {@code granary-local} keeps events within this process; {@code smallrye-kafka} sends them to Kafka. */
    @WithDefault("granary-local")
    String connector();

    /** The topic that events go to and come from. */
    @WithDefault("granary.events")
    String topic();
}
