// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The one count of events that were lost because the bus or a listener was too slow, or the broker was away. */
final class Drops {
    private Drops() {}

    static Counter counter(MeterRegistry meters) {
        return Counter.builder("granary.events.dropped")
                .description("Events that were not delivered because the bus could not keep up")
                .register(meters);
    }
}
