// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.kube.MemorySpans;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracedRequestsTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final Vertx vertx = Vertx.vertx();
    private final MemorySpans memory = new MemorySpans();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aRequestIsToldByItsResourceAndGoesOnWithTheTraceOfWhoeverAsked() throws Exception {
        var traced = new TracedRequests(
                request -> request.response().setStatusCode(404).end(), memory.spans());
        var server = vertx.createHttpServer()
                .requestHandler(traced)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        var path = ApiWorld.BASE + "/namespaces/shop/fleetvirtualmachines/till-1?fieldManager=ann";
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                .header("authorization", "Bearer sentinel-token")
                .build();

        try (var client = HttpClient.newHttpClient()) {
            client.send(request, BodyHandlers.discarding());
        }

        await().until(() -> memory.told().size() == 1);
        assertThat(memory.told())
                .containsExactly("GET fleetvirtualmachines/{name} {http.request.method=GET,"
                        + " http.response.status_code=404} WELL");
        assertThat(memory.traces()).containsExactly(TRACE);
    }
}
