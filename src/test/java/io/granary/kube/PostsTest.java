// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is handed to a server of the web goes to no place where only the hub can go, and tells no secret. */
@Timeout(60)
class PostsTest {
    private static final FetchRule LOOPBACK = new FetchRule(List.of(FetchRule.Network.of("127.0.0.0/8")), List.of());

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    var target = request.getParam("to");
                    request.response()
                            .setStatusCode(Integer.parseInt(request.getParam("say")))
                            .putHeader("Location", target == null ? "/" : target)
                            .end("x".repeat(100_000));
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private int post(FetchRule rule, String url) throws IOException {
        try (var posts = new Posts(vertx, Optional.empty(), rule, InetAddress::getAllByName)) {
            return posts.post(url, Map.of("authorization", "Bearer sentinel-token"), new byte[] {1});
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 302, 410, 500})
    void theStatusIsTheAnswerAndNoRedirectIsFollowed(int status) throws IOException {
        assertThat(post(LOOPBACK, "http://127.0.0.1:" + server.actualPort() + "/hook?say=" + status))
                .isEqualTo(status);
    }

    @Test
    void thisMachineIsNoReceiverUnlessItIsListed() {
        assertThatThrownBy(() -> post(FetchRule.USUAL, "http://127.0.0.1:" + server.actualPort() + "/?say=204"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> post(FetchRule.USUAL, "http://169.254.169.254/latest"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void whatDoesNotAnswerIsCalledByItsHostAlone() {
        int port = server.actualPort();
        server.close().toCompletionStage().toCompletableFuture().join();

        assertThatThrownBy(() -> post(LOOPBACK, "http://127.0.0.1:" + port + "/secret-path"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("127.0.0.1 does not answer")
                .hasMessageNotContaining("secret-path");
    }
}
