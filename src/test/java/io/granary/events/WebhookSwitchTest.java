// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.granary.kernel.SiteId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The same program with a webhook, by settings alone. */
@QuarkusTest
@QuarkusTestResource(value = WebhookServer.class, restrictToAnnotatedClass = true)
class WebhookSwitchTest {
    private static final GranaryEvent VANISHED = new GranaryEvent.VirtualMachineVanished(
            new SiteId("c-m-7"), Instant.parse("2026-03-01T10:00:00Z"), "shop", "till-1", "u-1");

    @Inject
    EventPublisher publisher;

    @Inject
    EventFeed feed;

    @Test
    void eventsArePostedAsStructuredCloudEventsAndHeardWithin() throws Exception {
        var heard = new CopyOnWriteArrayList<GranaryEvent>();
        WebhookServer.ANSWERS.add(503);
        try (var subscription = feed.subscribe(heard::add)) {
            publisher.publish(VANISHED);
            await().atMost(Duration.ofSeconds(30)).until(() -> WebhookServer.TAKEN.size() == 2);
            await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains(VANISHED));
        }

        var first = WebhookServer.TAKEN.getFirst();
        assertThat(first.getKey()).isEqualTo("Bearer sentinel-token application/cloudevents+json; charset=utf-8");
        var event = new ObjectMapper().readTree(first.getValue());
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.path("id").asText()).isNotBlank();
        assertThat(event.path("source").asText()).isEqualTo("/granary/sites/c-m-7");
        assertThat(event.path("type").asText()).isEqualTo("io.granary.vm.vanished");
        assertThat(event.path("subject").asText()).isEqualTo("shop/till-1");
        assertThat(event.path("time").asText()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(event.at("/data/name").asText()).isEqualTo("till-1");
        assertThat(WebhookServer.TAKEN.getLast().getValue())
                .as("after a 503 the same event again, by whose id a receiver knows it")
                .isEqualTo(first.getValue());
    }
}
