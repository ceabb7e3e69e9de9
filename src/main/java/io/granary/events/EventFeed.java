// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import java.util.function.Consumer;

/**
 * What the bus carries, for rooms that want to hear it: on one machine their own events, over Kafka those of all hubs.
 */
public interface EventFeed {

    /**
     * Hears every event from now on, one after the other, those of one site in order. A listener must not block; one
     * that throws is logged and keeps hearing.
     *
     * @return ends the subscription when closed
     */
    Subscription subscribe(Consumer<GranaryEvent> listener);

    /** A listener's place on the feed. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
