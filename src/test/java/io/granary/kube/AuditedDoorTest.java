// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.BasicLogger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the audit log tells of a change at a site, and what it never tells. */
class AuditedDoorTest {
    private static final String PATH = "/api/v1/namespaces/default/secrets/wifi";
    private static final String SECRET = "CANARY-5f0c";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> told = new ArrayList<>();
    private CompletionStage<ApiReply> answer = replied(200);

    @Test
    void aChangeIsOneLineThatTellsWhereWhatWhyAndTheResult() {
        answer = replied(201);
        send("PATCH", PATH, """
                {"kind":"Secret","metadata":{"name":"wifi","labels":{"granary.io/policy":"north.wifi"},
                 "annotations":{"granary.io/author":"ada"}}}""");

        assertThat(told)
                .containsExactly(
                        "site store-7: PATCH " + PATH + " Secret/wifi because of {author=ada, policy=north.wifi}: 201");
    }

    @Test
    void whoAskedIsToldOfWhatIsDoneForHim() {
        Purpose.within("rollout north/tills revision 3, asked for by ann\nsite store-8: DELETE", () -> {
            send("DELETE", PATH, "");
            return "";
        });

        assertThat(told)
                .containsExactly(
                        "site store-7: DELETE " + PATH + "  because of the path, rollout north/tills revision 3,"
                                + " asked for by ann site store-8: DELETE: 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void everyVerbThatMayChangeSomethingIsTold(String verb) {
        send(verb, PATH, "{}");

        assertThat(told).singleElement().asString().contains(verb + " " + PATH);
    }

    @Test
    void readingIsNotTold() {
        door().send(ApiCall.get(PATH, Budget.OBJECT));

        assertThat(told).isEmpty();
    }

    @Test
    void aRefusalAndASilentSiteAreToldToo() {
        answer = replied(403);
        send("DELETE", PATH, "");
        answer = CompletableFuture.failedFuture(
                new ApiProblem.Failure(new ApiProblem(ApiProblem.Kind.UNREACHABLE, "cut: " + SECRET)));
        send("DELETE", PATH, "");

        assertThat(told)
                .containsExactly(
                        "site store-7: DELETE " + PATH + "  because of the path: 403",
                        "site store-7: DELETE " + PATH + "  because of the path: no answer, UNREACHABLE");
        assertThat(meters.get("granary.audit.writes")
                        .tag("result", "failed")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void nothingThatMayBeASecretIsTold() {
        send("PUT", PATH + "?token=" + SECRET, """
                {"kind":"Secret","metadata":{"name":"wifi","labels":{"team":"%1$s"},"annotations":{
                 "kubectl.kubernetes.io/last-applied-configuration":"%1$s"}},
                 "data":{"key":"%1$s"},"stringData":{"key":"%1$s"},
                 "spec":{"value":"%1$s"},"status":"%1$s"}""".formatted(SECRET));
        send("POST", PATH, "#cloud-config password: " + SECRET);

        assertThat(told).hasSize(2).noneMatch(line -> line.contains(SECRET));
    }

    @Test
    void aNameCannotForgeALineOfItsOwn() {
        send("PUT", PATH, """
                {"kind":"Secret","metadata":{"name":"wifi: 200\\nsite store-8: DELETE\\u001b[2J",
                 "labels":{"granary.io/policy":"a\\r\\nb"}}}""");

        assertThat(told).singleElement().asString().doesNotContainPattern("\\p{Cntrl}");
    }

    private void send(String verb, String path, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        door().send(new ApiCall(verb, path, Map.of("authorization", "Bearer " + SECRET), bytes, Budget.OBJECT));
    }

    private ApiDoor door() {
        return new AuditedDoor(
                new Answering(answer), "store-7", new DoorMeters(meters, new Slots(1, 1), new Slots(1, 0)), audit());
    }

    private static CompletionStage<ApiReply> replied(int status) {
        var body = ("{\"message\":\"" + SECRET + "\"}").getBytes(StandardCharsets.UTF_8);
        return CompletableFuture.completedFuture(new ApiReply(status, "application/json", null, body));
    }

    /** A site that always answers the same. */
    private record Answering(CompletionStage<ApiReply> answer) implements ApiDoor {
        @Override
        public CompletionStage<ApiReply> send(ApiCall call) {
            return answer;
        }

        @Override
        public ApiStream stream(ApiCall call, ApiStream.Reader reader) {
            throw new IllegalStateException("nobody streams here");
        }
    }

    /** Takes the one message that doors log; any other would not be a constant one. */
    private BasicLogger audit() {
        return (BasicLogger) Proxy.newProxyInstance(
                BasicLogger.class.getClassLoader(), new Class<?>[] {BasicLogger.class}, (proxy, method, words) -> {
                    assertThat(method.getName()).isEqualTo("infof");
                    told.add(String.format((String) words[0], (Object[]) words[1]));
                    return null;
                });
    }
}
