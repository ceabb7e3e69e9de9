// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static io.granary.api.ApiWorld.BASE;
import static io.granary.api.ApiWorld.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AccessTest {
    private static ApiWorld world;

    @BeforeAll
    static void open() throws Exception {
        world = new ApiWorld().furnished();
    }

    @AfterAll
    static void close() throws Exception {
        world.close();
    }

    /** The status of a request that names admin in its headers, or 0 when the handshake was refused. */
    private static int asAdmin(ApiWorld on, TestCa.Client shown) throws Exception {
        var request = on.request(BASE + "/fleetvirtualmachines?limit=1").header("X-Remote-User", "admin");
        try (var client = on.client(shown)) {
            return client.send(request.build(), BodyHandlers.ofString()).statusCode();
        } catch (IOException refused) {
            return 0;
        }
    }

    @Test
    void onlyTheFrontProxysCertificateMakesHeadersCount() throws Exception {
        var stranger = new TestCa("requestheader-ca");
        assertThat(asAdmin(world, world.proxyCa.client("front-proxy"))).isEqualTo(200);
        assertThat(asAdmin(world, null)).isEqualTo(401);
        assertThat(asAdmin(world, stranger.client("front-proxy"))).isIn(0, 401);
        assertThat(asAdmin(world, world.proxyCa.client("kubelet"))).isEqualTo(401);
        assertThat(asAdmin(
                        world,
                        world.proxyCa.client("front-proxy", KeyPurposeId.id_kp_clientAuth, Duration.ofHours(-1))))
                .isIn(0, 401);
        assertThat(asAdmin(
                        world, world.proxyCa.client("front-proxy", KeyPurposeId.id_kp_serverAuth, Duration.ofHours(1))))
                .isIn(0, 401);
    }

    @Test
    void aRotatedCaIsTakenOverAndTheOldOneRefused() throws Exception {
        try (var own = new ApiWorld().furnished()) {
            var next = new TestCa("requestheader-ca-2");
            own.hub.requestHeaderCa = next.pem();
            own.server.refresh().toCompletableFuture().join();
            assertThat(asAdmin(own, next.client("front-proxy"))).isEqualTo(200);
            assertThat(asAdmin(own, own.proxyCa.client("front-proxy"))).isIn(0, 401);
        }
    }

    @Test
    void ourCaStandsInTheApiService() {
        var bundle = new String(Base64.getDecoder().decode(world.hub.caBundle), StandardCharsets.US_ASCII);
        assertThat(bundle).isEqualTo(world.certificate.caPem());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x_remote_user: admin",
                "X-Remote_User: admin",
                "x-remote-user: admin\r\nX_REMOTE_GROUP: system:masters",
                "Connection: X-Remote-Group",
                "Connection: close, x-remote-user",
                "Impersonate-User: admin",
                "X-Remote-User: admin",
                "X-Remote-User: admin\r\nX-Remote-Group: system:masters",
                "X-Remote-User: ann\r\nX-Remote-User: admin",
                "Authorization: Bearer",
                "Authorization: Bearer wrong",
                "Authorization: Basic YWRtaW46YWRtaW4=",
                "Cookie: R_SESS=admin",
                "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk",
                "X-HTTP-Method-Override: DELETE"
            })
    void smuggledHeadersMakeNobodyAnybody(String headers) throws Exception {
        assertThat(raw("GET " + BASE + "/fleetvirtualmachines", headers)).isIn(400, 401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/namespaces/c-m-aaaaa/fleetvirtualmachines;x",
                "/fleetvirtualmachines%3Bx",
                "/fleetvirtualmachines/",
                "//fleetvirtualmachines",
                "/./fleetvirtualmachines",
                "/namespaces/../fleetvirtualmachines",
                "/namespaces/%2e%2e/fleetvirtualmachines",
                "/namespaces%2Fc-m-aaaaa/fleetvirtualmachines",
                "/namespaces/c-m-aaaaa%5Cfleetvirtualmachines",
                "/fleetvirtualmachines%00",
                "/fleetvirtualmachines%c0%af",
                "/FleetVirtualMachines",
                "/fleetvirtualmachines.",
                "/fleetvirtualmachines/a/b",
                "/namespaces/x/myvirtualmachines",
                "/../../../healthz/x",
                "/virtualmachinequeries/x"
            })
    void mutatedPathsLeadNowhere(String path) throws Exception {
        assertThat(raw("GET " + BASE + path, "Authorization: Bearer admin-token"))
                .isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
    void otherMethodsAreNotAllowed(String method) throws Exception {
        assertThat(raw(method + " " + BASE + "/fleetvirtualmachines", "Authorization: Bearer admin-token"))
                .isEqualTo(405);
    }

    private static int raw(String start, String headers) throws Exception {
        var factory = TestCa.tls(world.certificate.caPem(), null).getSocketFactory();
        try (var socket = (SSLSocket) factory.createSocket("127.0.0.1", world.server.port())) {
            socket.setSoTimeout(10_000);
            var text = start + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            var line = new StringBuilder();
            for (var one = socket.getInputStream().read();
                    one >= 0 && one != '\n';
                    one = socket.getInputStream().read()) {
                line.append((char) one);
            }
            return Integer.parseInt(line.toString().split(" ")[1]);
        }
    }

    @Test
    void aRefusalNamesWhoMayNotDoWhat() throws Exception {
        var refused = world.getAs("ann", BASE + "/namespaces/c-m-aaaaa/fleetvirtualmachines/default.web-1");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(JSON.readTree(refused.body()).path("message").asText())
                .isEqualTo("fleetvirtualmachines.inventory.granary.io \"default.web-1\" is forbidden:"
                        + " User \"ann\" cannot get resource \"fleetvirtualmachines\""
                        + " in API group \"inventory.granary.io\" in the namespace \"c-m-aaaaa\"");
    }

    @Test
    void theReviewAsksExactlyForWhatIsDone() throws Exception {
        try (var own = new ApiWorld().furnished()) {
            own.get(BASE + "/namespaces/c-m-aaaaa/fleetvirtualmachines?watch=1&timeoutSeconds=1&resourceVersion=4");
            own.query("{\"limit\":1}");
            var asked = own.hub.accessReviews.stream().map(spec -> {
                var what = spec.path("resourceAttributes");
                return List.of(
                                what.path("verb").asText(),
                                what.path("group").asText(),
                                what.path("version").asText(),
                                what.path("resource").asText(),
                                what.path("namespace").asText())
                        .toString();
            });
            assertThat(asked)
                    .containsExactly(
                            "[watch, inventory.granary.io, v1alpha1, fleetvirtualmachines, c-m-aaaaa]",
                            "[create, inventory.granary.io, v1alpha1, virtualmachinequeries, ]");
        }
    }

    @Test
    void aReviewThatFailsRefuses() throws Exception {
        try (var own = new ApiWorld().furnished()) {
            own.hub.accessStatus = 500;
            assertThat(own.get(BASE + "/fleetvirtualmachines").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void mastersAreNotAskedAbout() throws Exception {
        try (var own = new ApiWorld().furnished();
                var client = own.client(own.proxyCa.client("front-proxy"))) {
            var request = own.request(BASE + "/fleetvirtualmachines")
                    .header("X-Remote-User", "system:kube-aggregator")
                    .header("X-Remote-Group", "system:masters");
            assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
            assertThat(own.hub.accessReviews).isEmpty();
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        var text = "\"" + "x".repeat(1_100_000) + "\"";
        var answer = world.query("{\"text\":" + text + "}");
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        var config = ApiWorld.config(Map.of("granary.api.port", "6443", "granary.api.shutdown-grace", "5s"));
        assertThat(config.port()).isEqualTo(6443);
        assertThat(config.decisionTtl()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.decisionTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.trustRefresh()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.bodyLimit()).isEqualTo(1 << 20);
        assertThat(config.readsInFlight()).isEqualTo(64);
        assertThat(config.readsPerUser()).isEqualTo(16);
        assertThat(config.readsWait()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.watches()).isEqualTo(10_000);
        assertThat(config.watchesPerUser()).isEqualTo(1_000);
        assertThat(config.answerMemory()).isEqualTo(512L << 20);
        assertThat(config.clientPatience()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.answerDeadline()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.watchBacklog()).isEqualTo(4 << 20);
        assertThat(config.bookmarkEvery()).isEqualTo(Duration.ofSeconds(60));
    }
}
