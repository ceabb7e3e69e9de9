// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.kernel.SiteId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The same program on a real broker, by two settings alone. */
@QuarkusTest
@QuarkusTestResource(value = KafkaBroker.class, restrictToAnnotatedClass = true)
class KafkaSwitchTest {
    private static final GranaryEvent VANISHED = new GranaryEvent.VirtualMachineVanished(
            new SiteId("c-m-7"), Instant.parse("2026-03-01T10:00:00Z"), "shop", "till-1", "u-1");

    @Inject
    EventPublisher publisher;

    @Inject
    EventFeed feed;

    @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "asked for in other tests, too")
    String broker;

    @Test
    void eventsAreCloudEventsOnTheBrokerKeyedByTheirSite() {
        try (var consumer = consumer()) {
            consumer.subscribe(List.of("granary.events"));

            publisher.publish(VANISHED);

            var record = first(consumer);
            assertThat(record.key()).isEqualTo("c-m-7");
            assertThat(record.value()).contains("\"type\":\"io.granary.vm.vanished\"", "\"name\":\"till-1\"");
            assertThat(header(record, "ce_type")).isEqualTo("io.granary.vm.vanished");
            assertThat(header(record, "ce_source")).isEqualTo("/granary/sites/c-m-7");
            assertThat(header(record, "ce_subject")).isEqualTo("shop/till-1");
        }
    }

    @Test
    void theFeedHearsWhatTheBrokerCarries() {
        var heard = new CopyOnWriteArrayList<GranaryEvent>();
        try (var subscription = feed.subscribe(heard::add)) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                publisher.publish(VANISHED);
                assertThat(heard).contains(VANISHED);
            });
        }
    }

    private KafkaConsumer<String, String> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker, "group.id", "somebody-else", "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private static ConsumerRecord<String, String> first(KafkaConsumer<String, String> consumer) {
        var records = new ArrayList<ConsumerRecord<String, String>>();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            return !records.isEmpty();
        });
        return records.getFirst();
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
