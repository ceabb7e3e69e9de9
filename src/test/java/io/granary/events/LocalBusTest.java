// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guarantees of the one-machine bus. */
class LocalBusTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LocalBus bus = new LocalBus(meters);

    @AfterEach
    void close() {
        bus.close();
    }

    @Test
    void carriesMessagesInOrder() throws Exception {
        var listener = new Listener(Long.MAX_VALUE);
        listener.listenTo(bus, "facts");

        send("facts", IntStream.range(0, 100).boxed().toList());

        assertThat(listener.take(100))
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void keepsTopicsApart() throws Exception {
        var facts = new Listener(Long.MAX_VALUE);
        facts.listenTo(bus, "facts");

        send("gossip", List.of(1));
        send("facts", List.of(2));

        assertThat(facts.take(1)).containsExactly(2);
    }

    @Test
    void everyListenerHearsEverything() throws Exception {
        var one = new Listener(Long.MAX_VALUE);
        var other = new Listener(Long.MAX_VALUE);
        one.listenTo(bus, "facts");
        other.listenTo(bus, "facts");

        send("facts", List.of(7));

        assertThat(one.take(1)).containsExactly(7);
        assertThat(other.take(1)).containsExactly(7);
    }

    @Test
    void aListenerThatStandsStillLosesTheNewestAndIsCounted() throws Exception {
        var asleep = new Listener(0);
        var awake = new Listener(Long.MAX_VALUE);
        asleep.listenTo(bus, "facts");

        send("facts", IntStream.range(0, LocalBus.WAITING + 10).boxed().toList());
        awake.listenTo(bus, "facts");
        send("facts", List.of(-1));

        assertThat(meters.counter("granary.events.dropped").count()).isEqualTo(11);
        assertThat(awake.take(1)).containsExactly(-1);
    }

    @SuppressWarnings("unchecked")
    private void send(String topic, List<Integer> payloads) {
        var intake = (Flow.Subscriber<Message<?>>) bus.getSubscriber(on(topic));
        intake.onSubscribe(new Demand());
        payloads.forEach(payload -> intake.onNext(Message.of(payload)));
    }

    private static Config on(String topic) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(Map.of("topic", topic), "test", 100))
                .build();
    }

    private record Demand() implements Flow.Subscription {
        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
    }

    private static final class Listener implements Flow.Subscriber<Message<?>> {
        private final LinkedBlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        private final CountDownLatch there = new CountDownLatch(1);
        private final long demand;

        Listener(long demand) {
            this.demand = demand;
        }

        @SuppressWarnings("unchecked")
        void listenTo(LocalBus bus, String topic) throws InterruptedException {
            ((Flow.Publisher<Message<?>>) bus.getPublisher(on(topic))).subscribe(this);
            assertThat(there.await(10, TimeUnit.SECONDS)).isTrue();
        }

        List<Object> take(int count) {
            return IntStream.range(0, count).mapToObj(each -> next()).toList();
        }

        private Object next() {
            try {
                return heard.poll(10, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            if (demand > 0) {
                subscription.request(demand);
            }
            there.countDown();
        }

        @Override
        public void onNext(Message<?> message) {
            heard.add(message.getPayload());
        }

        @Override
        public void onError(Throwable why) {
            throw new AssertionError(why);
        }

        @Override
        public void onComplete() {}
    }
}
