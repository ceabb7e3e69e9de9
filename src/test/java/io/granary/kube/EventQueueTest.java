// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.crd.v1alpha1.Condition;
import io.granary.crd.v1alpha1.Conditioned;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final BlockingQueue<ApiCall> sent = new LinkedBlockingQueue<>();
    private final EventQueue events = new EventQueue(new Posts(), Clock.fixed(NOW, ZoneOffset.UTC));

    private record Status(List<Condition> conditions, String step) implements Conditioned {}

    /** Keeps what is posted. */
    private final class Posts implements ApiDoor {
        @Override
        public CompletionStage<ApiReply> send(ApiCall call) {
            sent.add(call);
            return CompletableFuture.completedFuture(
                    new ApiReply(201, "application/json", null, "{}".getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public ApiStream stream(ApiCall call, ApiStream.Reader reader) {
            throw new AssertionError("nothing is read");
        }
    }

    private static Condition condition(String type, String status, String reason, @Nullable String message) {
        return new Condition(type, status, 1L, NOW.toString(), reason, message);
    }

    private static Condition connected(String status, String reason, String message) {
        return condition("Connected", status, reason, message);
    }

    private static HubObject<String, Status> site(String name, Condition... conditions) {
        return object("Site", name, new Status(List.of(conditions), ""));
    }

    private static HubObject<String, Status> object(String kind, String name, Status status) {
        var meta = new HubObject.Meta(
                "stores", name, "uid-" + name, "7", 1L, null, null, Map.of(), Map.of(), List.of(), List.of());
        return new HubObject<>("granary.io/v1alpha1", kind, meta, "", status);
    }

    private JsonNode next() throws InterruptedException {
        var call = Objects.requireNonNull(sent.poll(20, TimeUnit.SECONDS), "no Event was written");
        assertThat(call.path()).isEqualTo("/api/v1/namespaces/stores/events");
        return Wire.read(Objects.requireNonNull(call.body()), JsonNode.class);
    }

    @Test
    void aConditionThatTurnsFalseIsAWarningOnTheObjectInItsOwnWords() throws Exception {
        events.changed(
                site("oslo", connected("True", "Connected", "")),
                site("oslo", connected("False", "Disconnected", "the cluster agent is gone since 11:58")));

        var event = next();

        assertThat(event.path("type").asText()).isEqualTo("Warning");
        assertThat(event.path("reason").asText()).isEqualTo("Disconnected");
        assertThat(event.path("message").asText()).isEqualTo("the cluster agent is gone since 11:58");
        assertThat(event.path("involvedObject").toString())
                .contains("\"kind\":\"Site\"", "\"uid\":\"uid-oslo\"", "\"namespace\":\"stores\"");
        assertThat(event.path("firstTimestamp").asText()).isEqualTo(NOW.toString());
        assertThat(event.at("/metadata/name").asText()).startsWith("oslo.");
    }

    @Test
    void aConditionThatTurnsTrueIsNormalAndAMissingMessageIsMade() throws Exception {
        events.changed(
                site("oslo", connected("False", "Disconnected", "gone")),
                site("oslo", connected("True", "Connected", "")));

        var event = next();

        assertThat(event.path("type").asText()).isEqualTo("Normal");
        assertThat(event.path("message").asText()).isEqualTo("Connected is True");
    }

    @Test
    void whatOneWriteChangesInTwoConditionsAlikeIsToldOnce() throws Exception {
        var before = new Status(
                List.of(
                        condition("Complete", "False", "Running", "wave canary"),
                        condition("Progressing", "True", "Running", "wave canary")),
                "canary");
        var after = new Status(
                List.of(
                        condition("Complete", "True", "Completed", "all waves are passed"),
                        condition("Progressing", "False", "Completed", "all waves are passed")),
                "canary");
        events.changed(object("Rollout", "pos", before), object("Rollout", "pos", after));
        events.changed(site("oslo", connected("True", "C", "")), site("oslo", connected("False", "D", "")));

        assertThat(next().path("reason").asText()).isEqualTo("Completed");
        assertThat(next().path("reason").asText()).isEqualTo("D");
    }

    @Test
    void aNewWaveIsTold() throws Exception {
        var progressing = condition("Progressing", "True", "Running", "wave broad: 0 of 20 done");
        events.changed(
                object("Rollout", "pos", new Status(List.of(progressing), "canary")),
                object("Rollout", "pos", new Status(List.of(progressing), "broad")));

        var event = next();

        assertThat(event.path("reason").asText()).isEqualTo("WaveBegan");
        assertThat(event.path("message").asText()).isEqualTo("wave broad: 0 of 20 done");
    }

    @Test
    void eachWaveIsToldThoughTheWordIsTheSame() throws Exception {
        var waves = List.of("", "canary", "broad");
        for (var n = 1; n < waves.size(); n++) {
            var progressing = condition("Progressing", "True", "Running", "wave " + waves.get(n) + ": 0 done");
            events.changed(
                    object("Rollout", "pos", new Status(List.of(progressing), waves.get(n - 1))),
                    object("Rollout", "pos", new Status(List.of(progressing), waves.get(n))));
        }

        assertThat(next().path("message").asText()).isEqualTo("wave canary: 0 done");
        assertThat(next().path("message").asText()).isEqualTo("wave broad: 0 done");
    }

    @Test
    void theSameWordOfTheSameObjectIsToldOnceInAWhile() throws Exception {
        var up = site("oslo", connected("True", "Connected", ""));
        var down = site("oslo", connected("False", "Disconnected", ""));
        for (var flap = 0; flap < 50; flap++) {
            events.changed(up, down);
            events.changed(down, up);
        }
        events.changed(site("rome", connected("True", "C", "")), site("rome", connected("False", "D", "")));

        assertThat(List.of(
                        next().path("reason").asText(),
                        next().path("reason").asText(),
                        next().path("reason").asText()))
                .containsExactly("Disconnected", "Connected", "D");
    }

    @Test
    void aFleetThatGoesAwayAtOnceNeverWaitsForTheApiServer() {
        IntStream.range(0, 10_000)
                .forEach(n -> events.changed(
                        site("s-" + n, connected("True", "Connected", "")),
                        site("s-" + n, connected("False", "Disconnected", ""))));

        assertThat(events.dropped()).isGreaterThan(9_000);
    }

    @Test
    void anObjectThatIsNewOrAsItWasOrWellAfterAllTellsNothing() throws Exception {
        events.changed(site("oslo"), site("oslo", connected("False", "Disconnected", "")));
        events.changed(
                site("oslo", connected("False", "Disconnected", "since 1")),
                site("oslo", connected("False", "Disconnected", "since 2")));
        events.changed(
                site("oslo", connected("Unknown", "NotKnown", "")), site("oslo", connected("True", "Connected", "")));
        events.changed(site("rome", connected("True", "C", "")), site("rome", connected("False", "D", "")));

        assertThat(next().path("reason").asText()).isEqualTo("D");
    }

    @AfterEach
    void close() {
        events.close();
    }
}
