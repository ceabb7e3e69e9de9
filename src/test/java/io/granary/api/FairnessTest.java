// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static io.granary.api.ApiWorld.BASE;
import static io.granary.api.ApiWorld.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.inventory.core.Freshness;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one client can take from the others: not their turns, not the memory, and not for ever. */
@Timeout(60)
class FairnessTest {
    private static final String LIST = BASE + "/fleetvirtualmachines";

    private static ApiWorld world(String... settings) throws Exception {
        var all = new java.util.HashMap<String, String>();
        for (var i = 0; i < settings.length; i += 2) {
            all.put("granary.api." + settings[i], settings[i + 1]);
        }
        var world = new ApiWorld(all);
        world.hub.allows = spec -> true;
        world.access.give("ann", "c-m-aaaaa", "c-m-bbbbb");
        return world;
    }

    /** Rows that no socket's buffers swallow: 26 MB. */
    private static void fillWithLargeRows(ApiWorld world) {
        world.inventory.put(MemoryInventory.site("c-m-aaaaa", "berlin", Map.of(), new Freshness.Live()));
        for (var i = 0; i < 400; i++) {
            var labels = Map.of("note", "x".repeat(65_536));
            world.inventory.put("c-m-aaaaa", MemoryInventory.vm("default", "vm-" + i, "Running", labels));
        }
    }

    private static CompletableFuture<HttpResponse<String>> asked(ApiWorld world, String token) {
        var request = world.request(LIST + "?limit=1").header("authorization", "Bearer " + token);
        return world.plain().sendAsync(request.build(), BodyHandlers.ofString());
    }

    /** Asks, and never reads the answer. */
    private static SSLSocket deaf(ApiWorld world, String path) throws Exception {
        var factory = TestCa.tls(world.certificate.caPem(), null).getSocketFactory();
        var socket = (SSLSocket) factory.createSocket("127.0.0.1", world.server.port());
        socket.setSoTimeout(20_000);
        var text = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ann-token\r\n\r\n";
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void aUserWithTooManyRequestsUnderWayIsToldToComeBackAndOthersAreServed() throws Exception {
        try (var world = world("reads-per-user", "1", "reads-wait", "0s", "decision-timeout", "30s")
                .furnished()) {
            world.hub.slowUser = "ann";
            var first = asked(world, "ann-token");
            await().until(() -> world.hub.accessReviews.size() == 1);
            var second = asked(world, "ann-token").join();
            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(second.headers().firstValue("retry-after")).contains("1");
            var status = JSON.readTree(second.body());
            assertThat(status.path("kind").asText()).isEqualTo("Status");
            assertThat(status.path("reason").asText()).isEqualTo("TooManyRequests");
            assertThat(status.path("details").path("retryAfterSeconds").asInt()).isEqualTo(1);
            assertThat(asked(world, "admin-token").join().statusCode()).isEqualTo(200);
            world.hub.slowReview.complete(null);
            assertThat(first.join().statusCode()).isEqualTo(200);
            assertThat(asked(world, "ann-token").join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOffAndItsTurnGivenBack() throws Exception {
        try (var world = world("reads-per-user", "1", "reads-wait", "0s", "client-patience", "500ms")) {
            fillWithLargeRows(world);
            try (var socket = deaf(world, LIST)) {
                await().until(() -> asked(world, "ann-token").join().statusCode() == 429);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> asked(world, "ann-token").join().statusCode() == 200);
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
        }
    }

    @Test
    void aClientThatReadsTooSlowlyIsCutOffAtTheEndOfItsTime() throws Exception {
        try (var world = world("reads-per-user", "1", "reads-wait", "0s", "answer-deadline", "1s")) {
            fillWithLargeRows(world);
            try (var socket = deaf(world, LIST)) {
                await().until(() -> asked(world, "ann-token").join().statusCode() == 429);
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    socket.getInputStream().read(new byte[1_024]);
                    return asked(world, "ann-token").join().statusCode() == 200;
                });
            }
        }
    }

    @Test
    void watchesAreCountedApartFromOtherRequests() throws Exception {
        try (var world = world("reads-per-user", "1", "reads-wait", "0s", "watches-per-user", "1")
                .furnished()) {
            try (var open = deaf(world, LIST + "?watch=1&resourceVersion=4")) {
                assertThat(open.getInputStream().read()).isEqualTo('H');
                assertThat(asked(world, "ann-token").join().statusCode()).isEqualTo(200);
                var second = world.request(LIST + "?watch=1&resourceVersion=4&timeoutSeconds=1")
                        .header("authorization", "Bearer ann-token")
                        .build();
                var refused = world.plain().send(second, BodyHandlers.ofString());
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.body()).contains("too many watches");
                open.close();
                await().atMost(Duration.ofSeconds(20)).until(() -> secondWatch(world) == 200);
            }
        }
    }

    @Test
    void aWatcherThatTakesNothingIsCutOff() throws Exception {
        try (var world = world("watches-per-user", "1", "client-patience", "500ms", "watch-backlog", "1000000000")) {
            fillWithLargeRows(world);
            try (var open = deaf(world, LIST + "?watch=1&resourceVersion=400")) {
                assertThat(open.getInputStream().read()).isEqualTo('H');
                for (var i = 0; i < 400; i++) {
                    var labels = Map.of("note", "y".repeat(65_536));
                    world.inventory.put("c-m-aaaaa", MemoryInventory.vm("default", "vm-" + i, "Stopped", labels));
                }
                await().atMost(Duration.ofSeconds(30)).until(() -> secondWatch(world) == 200);
            }
        }
    }

    @Test
    void whereWatchersLeaveTooMuchWaitingTheSlowestGoes() throws Exception {
        try (var world = world("watches-per-user", "1", "watch-backlog", "1000000000", "answer-memory", "8000000")) {
            fillWithLargeRows(world);
            try (var open = deaf(world, LIST + "?watch=1&resourceVersion=400")) {
                assertThat(open.getInputStream().read()).isEqualTo('H');
                for (var i = 0; i < 400; i++) {
                    var labels = Map.of("note", "y".repeat(65_536));
                    world.inventory.put("c-m-aaaaa", MemoryInventory.vm("default", "vm-" + i, "Stopped", labels));
                }
                await().atMost(Duration.ofSeconds(30)).until(() -> secondWatch(world) == 200);
            }
        }
    }

    /** The status of another watch of ann's. */
    private static int secondWatch(ApiWorld world) throws Exception {
        var second = world.request(LIST + "?watch=1&resourceVersion="
                        + world.inventory.view().sequence() + "&timeoutSeconds=1")
                .header("authorization", "Bearer ann-token")
                .build();
        return world.plain().send(second, BodyHandlers.ofString()).statusCode();
    }

    @Test
    void whereTheMemoryForAnswersIsTakenAPageIsRefused() throws Exception {
        try (var world = world("answer-memory", "400000").furnished()) {
            var refused = world.get(LIST + "?limit=5000");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(JSON.readTree(refused.body()).path("message").asText()).contains("smaller page");
            assertThat(world.get(LIST + "?limit=2").statusCode()).isEqualTo(200);
            assertThat(world.query("{\"limit\":500}").statusCode()).isEqualTo(429);
            assertThat(world.query("{\"limit\":5}").statusCode()).isEqualTo(201);
        }
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedFor() throws Exception {
        try (var world = world("reads-per-user", "1", "reads-wait", "0s", "body-deadline", "500ms")
                .furnished()) {
            var factory = TestCa.tls(world.certificate.caPem(), null).getSocketFactory();
            try (var socket = (SSLSocket) factory.createSocket("127.0.0.1", world.server.port())) {
                socket.setSoTimeout(20_000);
                var text = "POST " + BASE + "/virtualmachinequeries HTTP/1.1\r\nHost: localhost\r\n"
                        + "Authorization: Bearer ann-token\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000\r\n\r\n{";
                socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
                assertThat(asked(world, "ann-token").join().statusCode()).isEqualTo(200);
            }
        }
    }
}
