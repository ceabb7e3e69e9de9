// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** Hands what comes from the bus to the listeners of this process. */
@ApplicationScoped
class ListenerFeed implements EventFeed {
    private static final Logger LOG = Logger.getLogger(ListenerFeed.class);

    private final List<Consumer<GranaryEvent>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public Subscription subscribe(Consumer<GranaryEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** A payload that is no event is one from a newer hub, and is passed over. */
    @Incoming("granary-feed")
    CompletionStage<Void> hear(Message<?> message) {
        if (message.getPayload() instanceof GranaryEvent event) {
            listeners.forEach(listener -> tell(listener, event));
        }
        return message.ack();
    }

    private static void tell(Consumer<GranaryEvent> listener, GranaryEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException bug) {
            LOG.error("A listener of the event feed failed", bug);
        }
    }
}
