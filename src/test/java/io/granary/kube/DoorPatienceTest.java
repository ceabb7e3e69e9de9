// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import static io.granary.kube.DoorWorld.problem;
import static io.granary.kube.DoorWorld.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.kube.ApiProblem.Kind;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a door spares a server that fails, and the hub before a server that is slow. */
class DoorPatienceTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    private static final String REFUSED = "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n";
    private final DoorWorld world = new DoorWorld();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        world.close();
    }

    @Test
    void opensAfterFailuresInARowAndLetsOneRequestTryAgain() throws Exception {
        var answer = new AtomicReference<>("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n");
        try (var server = new HostileServer((head, out) -> say(out, answer.get()))) {
            var door = world.door(server);
            reply(door);
            reply(door);
            reply(door);

            assertThat(problem(door).kind()).isEqualTo(Kind.NOT_SENT);
            assertThat(server.requestHeads()).hasSize(3);

            answer.set(OK);
            world.later(Duration.ofSeconds(61));
            assertThat(reply(door).status()).isEqualTo(200);
            assertThat(reply(door).status()).isEqualTo(200);
        }
    }

    @Test
    void opensAtOnceWhenRancherSaysThatTheTunnelIsCutAndClosesWhenItIsBack() throws Exception {
        try (var server = HostileServer.answering(500, "", "cluster agent disconnected")) {
            var door = world.door(server);
            reply(door);

            assertThat(door.heldFor()).isPositive();
            door.recovered();
            assertThat(door.heldFor()).isZero();
        }
    }

    @Test
    void takesNoRequestThatWasSentBeforeTheSiteCameBackAsWordOfItsState() throws Exception {
        try (var server = new HostileServer((head, out) -> {
            release.await(5, TimeUnit.SECONDS);
            say(out, "HTTP/1.1 500 X\r\nContent-Length: 26\r\n\r\ncluster agent disconnected");
        })) {
            var door = world.door(server);
            var old = door.send(ApiCall.get("/old", Budget.OBJECT)).toCompletableFuture();
            await().until(() -> server.requestHeads().size() == 1);

            door.recovered();
            release.countDown();

            assertThat(old.get(5, TimeUnit.SECONDS).status()).isEqualTo(500);
            assertThat(door.heldFor()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,1",
        "5,5",
        "2147483647,300",
        "99999999999999999999,300",
        "soon,1",
        "-7,1",
        "'Tue, 01 Sep 2026 10:00:30 GMT',30"
    })
    void waitsAsLongAsItIsAskedToWithinReason(String value, long seconds) throws Exception {
        var headers = "Date: Tue, 01 Sep 2026 10:00:00 GMT\r\nRetry-After: " + value + "\r\n";
        try (var server = HostileServer.answering(429, headers, "")) {
            var door = world.door(server);
            assertThat(reply(door).status()).isEqualTo(429);

            assertThat(door.heldFor()).isBetween(Duration.ofSeconds(seconds - 1), Duration.ofSeconds(seconds));
            assertThat(server.requestHeads()).hasSize(1);
        }
    }

    @Test
    void readsARefusedTokenAgainAfterAWhile() throws Exception {
        var reads = new AtomicInteger();
        var credentials =
                new ReloadingCredentials(() -> "Bearer token-" + reads.incrementAndGet(), Runnable::run, world.nanos);
        try (var server = new HostileServer((head, out) -> say(out, head.contains("token-2") ? OK : REFUSED))) {
            var door = world.door(server, credentials);

            assertThat(reply(door).status()).isEqualTo(401);
            assertThat(reply(door).status()).isEqualTo(401);
            assertThat(reads).hasValue(1);
            world.later(Duration.ofSeconds(21));
            assertThat(reply(door).status()).isEqualTo(401);
            assertThat(reads).hasValue(2);
            assertThat(reply(door).status()).isEqualTo(200);
        }
    }

    @Test
    void asksAtOnceWithATokenThatCameAfterTheRefusedOne() throws Exception {
        var token = new AtomicReference<>("Bearer token-1");
        var credentials = new Credentials() {
            @Override
            public String authorization() {
                return token.get();
            }

            @Override
            public void refused(String authorization) {}
        };
        try (var server = new HostileServer((head, out) -> say(out, head.contains("token-2") ? OK : REFUSED))) {
            var door = world.door(server, credentials);
            for (var refusal = 0; refusal < 3; refusal++) {
                assertThat(reply(door).status()).isEqualTo(401);
            }
            assertThat(problem(door).kind()).isEqualTo(Kind.NOT_SENT);

            token.set("Bearer token-2");

            assertThat(door.heldFor()).isZero();
            assertThat(reply(door).status()).isEqualTo(200);
        }
    }

    @Test
    void holdsNoMoreRequestsInFlightThanASiteMayHave() throws Exception {
        try (var server = new HostileServer((head, out) -> {
            release.await(1, TimeUnit.SECONDS);
            say(out, OK);
        })) {
            var door = world.door(server);
            var calls = new ArrayList<CompletableFuture<ApiReply>>();
            var patient = new Budget(1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(9), Duration.ofSeconds(5));
            for (var i = 0; i < 4; i++) {
                calls.add(door.send(ApiCall.get("/n" + i, patient)).toCompletableFuture());
            }

            assertThat(problem(door).message()).isEqualTo("Too many requests to site-01 are under way");
            await().until(() -> server.requestHeads().size() == 2);
            release.countDown();
            CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
            assertThat(server.requestHeads()).hasSize(4);
        }
    }

    @Test
    void aStreamComesInPiecesAndEndsWhenItFallsSilent() throws Exception {
        var silence = new Budget(Long.MAX_VALUE, Duration.ofSeconds(5), Duration.ZERO, Duration.ofMillis(200));
        try (var server = new HostileServer((head, out) -> {
            say(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"type\":\"ADDED\"}\n");
            release.await();
        })) {
            var heard = new Heard();
            world.door(server).stream(ApiCall.get("/watch", silence), heard);

            assertThat(heard.problem.get(20, TimeUnit.SECONDS).message())
                    .isEqualTo("site-01 fell silent for 200 ms within its answer");
            assertThat(heard.text.toString()).isEqualTo("200 application/json {\"type\":\"ADDED\"}\n");
        }
    }

    @Test
    void aCancelledStreamHearsNothingMoreAndGivesItsSlotBack() throws Exception {
        try (var server = new HostileServer((head, out) -> {
            say(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
            release.await();
        })) {
            var heard = new Heard();
            var stream = world.door(server).stream(ApiCall.get("/watch", Budget.WATCH), heard);
            await().until(() -> heard.text.length() > 0);
            stream.cancel();

            await().until(() -> world.meters.get("granary.door.streams").gauge().value() == 0);
            assertThat(heard.problem).isNotDone();
        }
    }

    private static void say(OutputStream out, String text) throws java.io.IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static final class Heard implements ApiStream.Reader {
        private final StringBuffer text = new StringBuffer();
        private final CompletableFuture<ApiProblem> problem = new CompletableFuture<>();

        @Override
        public void head(int status, String contentType) {
            text.append(status).append(' ').append(contentType).append(' ');
        }

        @Override
        public void data(byte[] bytes, int offset, int length) {
            text.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void end() {
            text.append("END");
        }

        @Override
        public void failed(ApiProblem failure) {
            problem.complete(failure);
        }
    }
}
