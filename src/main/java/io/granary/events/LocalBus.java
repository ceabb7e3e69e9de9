// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jboss.logging.Logger;

/**
 * The connector {@code granary-local}: carries messages between the channels of one process by their {@code topic}.
 *
 * <p>It guarantees: a sender never waits; each listener hears messages in order; a listener that has {@link #WAITING}
 * messages waiting loses the newest, which is counted; a listener hears nothing from before it came.
 */
@ApplicationScoped
@Connector(LocalBus.NAME)
class LocalBus implements InboundConnector, OutboundConnector {
    static final String NAME = "granary-local";

    /** Messages that may wait for one listener. */
    static final int WAITING = 4096;

    private static final Logger LOG = Logger.getLogger(LocalBus.class);

    private final Map<String, SubmissionPublisher<Message<?>>> topics = new ConcurrentHashMap<>();
    private final Executor executor = Thread::startVirtualThread;
    private final Counter dropped;

    LocalBus(MeterRegistry meters) {
        this.dropped = Drops.counter(meters);
    }

    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
        return topic(config);
    }

    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
        return new Intake(topic(config));
    }

    @PreDestroy
    void close() {
        topics.values().forEach(SubmissionPublisher::close);
    }

    private SubmissionPublisher<Message<?>> topic(Config config) {
        var name = config.getOptionalValue("topic", String.class)
                .orElseGet(() -> config.getValue("channel-name", String.class));
        return topics.computeIfAbsent(name, key -> new SubmissionPublisher<>(executor, WAITING));
    }

    /** Takes messages as fast as they come: what is too much is dropped for the slow listener, not held for all. */
    private final class Intake implements Flow.Subscriber<Message<?>> {
        private final SubmissionPublisher<Message<?>> topic;

        Intake(SubmissionPublisher<Message<?>> topic) {
            this.topic = topic;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message<?> message) {
            topic.offer(Message.of(message.getPayload()), (listener, lost) -> {
                dropped.increment();
                return false;
            });
            message.ack();
        }

        @Override
        public void onError(Throwable why) {
            LOG.error("A channel into the local bus broke; its events are lost until a restart", why);
        }

        @Override
        public void onComplete() {
            // The process is going down; listeners are told by close().
        }
    }
}
