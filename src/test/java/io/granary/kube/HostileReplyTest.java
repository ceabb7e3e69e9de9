// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import static io.granary.kube.DoorWorld.problem;
import static io.granary.kube.DoorWorld.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.granary.kube.ApiProblem.Kind;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a site may send at worst, and that it costs no more than this request. */
class HostileReplyTest {
    private final DoorWorld world = new DoorWorld();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void close() {
        never.countDown();
        world.close();
    }

    @Test
    void readsAReplyWithinItsBudget() throws Exception {
        try (var server = HostileServer.answering(
                200,
                "Content-Type: application/json\r\nDate: Tue, 01 Sep 2026 10:00:00 GMT\r\n",
                "{\"gitVersion\":\"v1.35.6\"}")) {
            var reply = reply(world.door(server));

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).asString().contains("v1.35.6");
            assertThat(reply.serverDate()).hasToString("2026-09-01T10:00:00Z");
            assertThat(server.requestHeads()).singleElement().asString().startsWith("GET /k8s/clusters/c-1/version ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"yesterday", "Tue, 99 Sep 2026 10:00:00 GMT", "Tue, 01 Sep +99999 10:00:00 GMT", "1788256800"})
    void aDateThatIsNoneIsNoDate(String date) throws Exception {
        try (var server =
                HostileServer.answering(200, "Content-Type: application/json\r\nDate: " + date + "\r\n", "{}")) {
            assertThat(reply(world.door(server)).serverDate()).isNull();
        }
    }

    @Test
    void cutsAnEndlessBodyAtItsBudget() throws Exception {
        try (var server = new HostileServer((head, out) -> {
            say(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
            while (true) {
                out.write(new byte[64 << 10]);
            }
        })) {
            var problem = problem(world.door(server));

            assertThat(problem.kind()).isEqualTo(Kind.REJECTED);
            assertThat(problem.message()).isEqualTo("site-01 sent more than the 1048576 bytes that are read");
            assertThat(world.meters.get("granary.door.buffered").gauge().value())
                    .isZero();
        }
    }

    @Test
    void refusesABodyThatAnnouncesTooMuch() throws Exception {
        try (var server = HostileServer.saying(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000000000\r\n\r\n")) {
            assertThat(problem(world.door(server)).message()).contains("announced a body of 5000000000 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirectAndShowsItsTokenToNobodyElse(int status) throws Exception {
        try (var sentinel = HostileServer.answering(200, "Content-Type: application/json\r\n", "{}");
                var server = HostileServer.answering(status, "Location: " + sentinel.url() + "/steal\r\n", "")) {
            var post = new ApiCall("POST", "/api", Map.of(), "secret".getBytes(), DoorWorld.SHORT);

            assertThat(problem(world.door(server)).kind()).isEqualTo(Kind.REJECTED);
            assertThat(problem(world.door(server), post).message()).contains("redirect (HTTP " + status + ")");
            assertThat(sentinel.requestHeads()).isEmpty();
            assertThat(server.requestHeads()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/html", "application/yaml", "application/vnd.kubernetes.protobuf", "", "application/jsonp"})
    void neverReadsAContentTypeThatWasNotAskedFor(String type) throws Exception {
        try (var server = HostileServer.answering(200, "Content-Type: " + type + "\r\n", "<html>")) {
            var problem = problem(world.door(server));

            assertThat(problem.kind()).isEqualTo(Kind.REJECTED);
            assertThat(problem.message())
                    .isEqualTo("site-01 sent content type '" + type + "', and application/json was asked for");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "br", "deflate"})
    void refusesCompressedBodies(String encoding) throws Exception {
        try (var server = HostileServer.answering(
                200, "Content-Type: application/json\r\nContent-Encoding: " + encoding + "\r\n", "x")) {
            assertThat(problem(world.door(server)).message()).contains("compressed body");
            assertThat(server.requestHeads().getFirst().toLowerCase()).doesNotContain("accept-encoding");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nX: 1\r\n junk \u0000\r\n\r\n",
                "SSH-2.0-OpenSSH_9.7\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n{}",
                "\r\n\r\n\r\n\r\n"
            })
    void dropsWhatIsNotHttp(String answer) throws Exception {
        try (var server = HostileServer.saying(answer)) {
            assertThat(problem(world.door(server)).kind()).isIn(Kind.REJECTED, Kind.UNREACHABLE);
        }
    }

    @Test
    void cutsHeadersThatAreTooLarge() throws Exception {
        try (var server = new HostileServer((head, out) -> {
            say(out, "HTTP/1.1 200 OK\r\n");
            for (var i = 0; true; i++) {
                say(out, "X-" + i + ": " + "y".repeat(1000) + "\r\n");
            }
        })) {
            var problem = problem(world.door(server));

            assertThat(problem.kind()).isEqualTo(Kind.REJECTED);
            assertThat(problem.message()).isEqualTo("site-01 sent headers that are too large");
        }
    }

    @Test
    void anExtraReplyIsNeverTakenForTheNextOne() throws Exception {
        var good = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
        var planted = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n\"wrong\"";
        try (var server = HostileServer.saying(good + planted)) {
            var door = world.door(server);

            assertThat(reply(door).body()).asString().isEqualTo("{}");
            // Where the planted bytes were seen in time, the connection is gone, and with it this request.
            var next = door.send(ApiCall.get("/version", DoorWorld.PATIENT))
                    .handle((reply, failure) -> reply == null ? "dropped" : new String(reply.body()));
            assertThat(next.toCompletableFuture().get(30, TimeUnit.SECONDS)).isIn("{}", "dropped");
        }
    }

    @Test
    void givesUpAServerThatAcceptsAndSaysNothing() throws Exception {
        try (var server = new HostileServer((head, out) -> never.await())) {
            var problem = problem(world.door(server));

            assertThat(problem.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(problem.message()).isEqualTo("site-01 did not begin to answer within 400 ms");
        }
    }

    @Test
    void aFloodOfInterimRepliesDoesNotMoveTheDeadline() throws Exception {
        try (var server = new HostileServer((head, out) -> {
            while (true) {
                say(out, "HTTP/1.1 103 Early Hints\r\n\r\n");
                never.await(5, TimeUnit.MILLISECONDS);
            }
        })) {
            assertThat(problem(world.door(server)).kind()).isIn(Kind.REJECTED, Kind.UNREACHABLE);
        }
    }

    @Test
    void givesUpABodyThatDripsByteByByte() throws Exception {
        try (var server = new HostileServer((head, out) -> {
            say(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n");
            while (true) {
                say(out, " ");
                never.await(20, TimeUnit.MILLISECONDS);
            }
        })) {
            assertThat(problem(world.door(server)).message())
                    .isEqualTo("site-01 answers more slowly than 16384 bytes per second");
        }
    }

    @Test
    void aBodyThatEndsTooSoonIsNotAReply() throws Exception {
        try (var server = new HostileServer((head, out) -> {
            say(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{}");
            throw new IllegalStateException("hang up");
        })) {
            assertThat(problem(world.door(server)).kind()).isEqualTo(Kind.UNREACHABLE);
        }
    }

    @Test
    void keepsOnlyTheBeginningOfALongError() throws Exception {
        try (var server = HostileServer.answering(500, "Content-Type: text/html\r\n", "<b>".repeat(100_000))) {
            var reply = reply(world.door(server));

            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.body().length).isLessThanOrEqualTo(64 << 10);
        }
    }

    @Test
    void aRefusalOfAMegabyteIsOneShortSentence() throws Exception {
        var words = "<script>alert(1)</script>\\u001b[31mtoken ".repeat(20_000);
        var body = "{\"kind\":\"Status\",\"message\":\"admission webhook denied the request: " + words + "\"}";
        try (var server = HostileServer.answering(403, "Content-Type: application/json\r\n", body)) {
            var problem = ApiProblem.of(reply(world.door(server)));

            assertThat(problem.kind()).isEqualTo(Kind.FORBIDDEN);
            assertThat(problem.message()).hasSizeLessThan(320).doesNotContain("\u001b");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/../../c-2/api", "/api/%2e%2e/x", "/api//x", "/a%2fb", "/a b", "/a\\b", "api", "/a\r\nX: y"
            })
    void aPathCannotClimbToAnotherCluster(String path) throws Exception {
        try (var server = HostileServer.answering(200, "", "")) {
            var problem = problem(world.door(server), ApiCall.get(path, DoorWorld.SHORT));

            assertThat(problem.kind()).isEqualTo(Kind.NOT_SENT);
            assertThat(server.requestHeads()).isEmpty();
        }
    }

    private static void say(OutputStream out, String text) throws java.io.IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
