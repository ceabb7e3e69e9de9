// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces: what is told of a call, where its context goes, and that nothing happens where nobody wants any. */
@Timeout(60)
class SpansTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String TILL = "/apis/kubevirt.io/v1/namespaces/shop/virtualmachines/till-1?dryRun=All";

    private final DoorWorld world = new DoorWorld();
    private final MemorySpans memory = new MemorySpans();

    @AfterEach
    void close() {
        world.close();
    }

    private static ApiReply asked(ApiDoor door) {
        try {
            return door.send(ApiCall.get(TILL, DoorWorld.PATIENT))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void aCallWithinAPieceOfWorkIsASpanBelowItAndCarriesItsContext() throws Exception {
        try (var server = HostileServer.answering(200, "Content-Type: application/json\r\n", "{}")) {
            memory.spans().within("rollout pass", () -> asked(world.door(server)));

            await().until(() -> memory.told().size() == 2);
            var call = memory.ended.getFirst();
            var pass = memory.ended.getLast();
            assertThat(memory.told())
                    .containsExactly(
                            "GET virtualmachines/{name} {granary.server=site-01, http.request.method=GET,"
                                    + " http.response.status_code=200} WELL",
                            "rollout pass {} WELL");
            assertThat(call.identity.parent()).isEqualTo(pass.identity.id());
            assertThat(server.requestHeads().getFirst())
                    .containsIgnoringCase(
                            "traceparent: 00-" + pass.identity.trace() + "-" + call.identity.id() + "-01");
        }
    }

    @Test
    void aCallThatFailsIsTold() throws Exception {
        try (var server = HostileServer.answering(503, "Content-Type: application/json\r\n", "{}")) {
            memory.spans().within("rollout pass", () -> asked(world.door(server)));

            await().until(() -> memory.told().size() == 2);
            assertThat(memory.told().getFirst())
                    .contains("http.response.status_code=503")
                    .endsWith("FAILED");
        }
    }

    @Test
    void withoutACollectorNothingIsMadeOrSent() throws Exception {
        try (var server = HostileServer.answering(200, "Content-Type: application/json\r\n", "{}")) {
            Spans.NONE.within("rollout pass", () -> asked(world.door(server)));

            assertThat(server.requestHeads().getFirst()).doesNotContainIgnoringCase("traceparent");
            assertThat(Spans.NONE.request("GET", "00-" + TRACE + "-b7ad6b7169203331-01"))
                    .isNull();
        }
    }

    @Test
    void workThatFailsIsToldAndFailsStill() {
        assertThatThrownBy(() -> memory.spans().within("rollout pass", () -> {
                    throw new IllegalStateException("a bug");
                }))
                .hasMessage("a bug");

        assertThat(memory.told()).containsExactly("rollout pass {} FAILED");
    }

    @ParameterizedTest
    @CsvSource({
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, true",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00, false",
    })
    void aRequestGoesOnWithTheTraceOfWhoeverAsked(String traceparent, boolean isRecorded) {
        var span = memory.spans().request("GET fleetvirtualmachines", traceparent);

        assertThat(span != null).isEqualTo(isRecorded);
        assertThat(span == null || span.identity.trace().equals(TRACE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/nodes, nodes",
        "/api/v1/namespaces/shop, namespaces/{name}",
        "/api/v1/namespaces/shop/secrets/till?x=1, secrets/{name}",
        "/apis/kubevirt.io/v1/namespaces/shop/virtualmachines, virtualmachines",
        "/apis/apps/v1/namespaces/shop/deployments/till/status, deployments/{name}/status",
        "/k8s/clusters/c-1, other",
        "/version, other",
    })
    void pathsAreToldWithoutNames(String path, String form) {
        assertThat(PathForm.of(path)).isEqualTo(form);
    }

    @Test
    void spansGoToACollectorAsJsonOfOtlp() throws Exception {
        var taken = new CopyOnWriteArrayList<byte[]>();
        try (var post = new SpanPost(body -> {
            taken.add(body);
            if (taken.size() == 1) {
                throw new IOException("no collector yet");
            }
            return 200;
        })) {
            var spans = new Spans(post, 1, new Random(1), java.time.Clock.systemUTC());
            spans.within("lost", () -> "");
            await().until(() -> taken.size() == 1);
            spans.within("rollout pass", () -> "");
            await().until(() -> taken.size() == 2);
        }

        var resource = new ObjectMapper().readTree(taken.getLast()).at("/resourceSpans/0");
        assertThat(resource.at("/resource/attributes/0/value/stringValue").asText())
                .isEqualTo("granary");
        var span = resource.at("/scopeSpans/0/spans/0");
        assertThat(span.path("name").asText()).isEqualTo("rollout pass");
        assertThat(span.path("traceId").asText()).matches("[0-9a-f]{32}");
        assertThat(span.path("spanId").asText()).matches("[0-9a-f]{16}");
        assertThat(span.path("kind").asInt()).isEqualTo(1);
        assertThat(Long.parseLong(span.path("endTimeUnixNano").asText()))
                .isGreaterThanOrEqualTo(
                        Long.parseLong(span.path("startTimeUnixNano").asText()));
        assertThat(span.at("/status/code").asInt()).isZero();
    }
}
