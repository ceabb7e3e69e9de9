// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

/**
 * Where rooms hand their facts in. Any thread may call; a call never blocks and never throws. When the bus cannot keep
 * up, the newest events are dropped and counted in the metric {@code granary_events_dropped_total}.
 */
public interface EventPublisher {

    void publish(GranaryEvent event);
}
