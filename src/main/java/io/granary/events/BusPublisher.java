// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import io.granary.kernel.Seam;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Puts events on the channel {@code granary-events}, whatever carries it. Over Kafka each is a CloudEvent 1.0 in binary
 * mode, keyed by its site, so that the events of one site stay in one partition and in order.
 */
@ApplicationScoped
@Seam("names each event with a random id, as CloudEvents asks")
class BusPublisher implements EventPublisher {
    /** Events that wait for the carrier before new ones are dropped. */
    private static final int WAITING = 4096;

    private final Emitter<GranaryEvent> emitter;
    private final Counter published;
    private final Counter dropped;

    BusPublisher(
            @Channel("granary-events") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING)
                    Emitter<GranaryEvent> emitter,
            MeterRegistry meters) {
        this.emitter = emitter;
        this.published = meters.counter("granary.events.published");
        this.dropped = Drops.counter(meters);
    }

    @Override
    public void publish(GranaryEvent event) {
        try {
            emitter.send(Message.of(event, metadata(event), BusPublisher::accepted, this::refused));
            published.increment();
        } catch (IllegalStateException full) {
            dropped.increment();
        }
    }

    private static CompletionStage<Void> accepted() {
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> refused(Throwable why) {
        dropped.increment();
        return CompletableFuture.completedFuture(null);
    }

    private static Metadata metadata(GranaryEvent event) {
        var site = event.site().value();
        var cloudEvent = OutgoingCloudEventMetadata.<GranaryEvent>builder()
                .withId(UUID.randomUUID().toString())
                .withSource(URI.create("/granary/sites/" + site))
                .withType(EventJson.typeOf(event))
                .withSubject(EventJson.subjectOf(event))
                .withTimestamp(event.at().atZone(ZoneOffset.UTC))
                .build();
        var record = OutgoingKafkaRecordMetadata.<String>builder().withKey(site).build();
        return Metadata.of(cloudEvent, record);
    }
}
