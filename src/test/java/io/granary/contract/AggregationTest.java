// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.simulator.apiserver.FrontProxy;
import io.granary.simulator.apiserver.ServiceResolver;
import io.granary.simulator.rancher.Authority;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An API server behind the simulator's, as APIServices put it there. */
class AggregationTest {
    private static final String PATH = "/apis/ext.granary.test/v1";
    private static final String SERVICE = """
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1.ext.granary.test}
            spec:
              group: ext.granary.test
              version: v1
              groupPriorityMinimum: 100
              versionPriority: 100
              service: {namespace: default, name: ext, port: %d}
              caBundle: %s
            """;
    private final Authority serving = Authority.create("serving", Clock.systemUTC());
    private final Authority fronting = Authority.create("front-proxy", Clock.systemUTC());
    private final Vertx vertx = Vertx.vertx();
    private HttpServer extension;
    private SimulatedServer simulated;
    private Wire wire;

    @BeforeEach
    void open() {
        var pair = serving.server("ext.default.svc");
        extension = SimulatedServer.await(vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(fronting.pem())))
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(pair.certificate()))
                                .addKeyValue(Buffer.buffer(pair.key()))))
                .requestHandler(AggregationTest::answer)
                .listen(0, "127.0.0.1"));
        var client = fronting.client("front-proxy-client", List.of());
        var proxy = new FrontProxy(fronting.pem(), client.certificate(), client.key(), "");
        simulated = new SimulatedServer(builder -> builder.aggregation(
                proxy, (namespace, service, port) -> Optional.of(new ServiceResolver.Endpoint("127.0.0.1", port))));
        wire = new Wire(simulated, "default");
    }

    @AfterEach
    void close() {
        wire.close();
        simulated.close();
        SimulatedServer.await(vertx.close());
    }

    private static void answer(HttpServerRequest request) {
        var response = request.response().putHeader("Content-Type", "application/json");
        if (request.path().endsWith("/things") && "true".equals(request.getParam("watch"))) {
            response.setChunked(true).write("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"t\"}}}\n");
        } else if (request.path().endsWith("/things")) {
            response.end("{\"kind\":\"ThingList\",\"user\":\"" + request.getHeader("X-Remote-User") + "\",\"groups\":\""
                    + request.headers().getAll("X-Remote-Group") + "\",\"forged\":\""
                    + request.getHeader("X-Remote-Extra-Forged") + "\"}");
        } else if (request.path().equals(PATH)) {
            response.end(
                    "{\"kind\":\"APIResourceList\",\"groupVersion\":\"ext.granary.test/v1\",\"resources\":[{\"name\":"
                            + "\"things\",\"singularName\":\"thing\",\"namespaced\":true,"
                            + "\"kind\":\"Thing\",\"verbs\":[\"list\"]}]}");
        } else if (request.path().startsWith("/openapi/v3/")) {
            response.end("{\"openapi\":\"3.0.0\",\"paths\":{\"/of/the/extension\":{}}}");
        } else {
            response.setStatusCode(404).end("{}");
        }
    }

    private void register() {
        var bundle = Base64.getEncoder().encodeToString(serving.pem().getBytes(StandardCharsets.UTF_8));
        var made = wire.post(
                "/apis/apiregistration.k8s.io/v1/apiservices", SERVICE.formatted(extension.actualPort(), bundle));
        assertThat(made.code()).isEqualTo(201);
    }

    private void awaitCondition(String expected) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            var condition = wire.get("/apis/apiregistration.k8s.io/v1/apiservices/v1.ext.granary.test")
                    .body()
                    .at("/status/conditions/0");
            return (condition.path("status").asText() + " "
                            + condition.path("reason").asText())
                    .equals(expected);
        });
    }

    @Test
    void forwardsInTheNameOfTheUser() {
        register();
        awaitCondition("True Passed");
        var list = wire.get(PATH + "/namespaces/default/things");
        assertThat(list.at("/user")).isEqualTo("admin");
        assertThat(list.at("/groups")).isEqualTo("[system:masters, system:authenticated]");
        assertThat(list.at("/forged")).isEqualTo("null");
    }

    @Test
    void passesWatchesOnAsTheyCome() {
        register();
        awaitCondition("True Passed");
        try (var events = wire.watch(PATH + "/things?watch=true")) {
            assertThat(events.told()).isEqualTo("ADDED t");
        }
    }

    @Test
    void showsTheGroupAmongItsOwn() {
        register();
        awaitCondition("True Passed");
        assertThat(wire.get("/apis").body().at("/groups").findValuesAsText("name"))
                .contains("ext.granary.test");
        var all = wire.getAs("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", "/apis")
                .body();
        var group = all.path("items")
                .valueStream()
                .filter(each -> each.at("/metadata/name").asText().equals("ext.granary.test"))
                .findFirst()
                .orElseThrow();
        assertThat(group.at("/versions/0/resources/0/responseKind/kind").asText())
                .isEqualTo("Thing");
        assertThat(wire.get("/openapi/v3").body().path("paths").has("apis/ext.granary.test/v1"))
                .isTrue();
        assertThat(wire.get("/openapi/v3/apis/ext.granary.test/v1")
                        .body()
                        .path("paths")
                        .has("/of/the/extension"))
                .isTrue();
    }

    @Test
    void saysThatTheServiceIsAway() {
        SimulatedServer.await(extension.close());
        register();
        awaitCondition("False FailedDiscoveryCheck");
        assertThat(wire.get(PATH + "/things").code()).isEqualTo(503);
    }

    @Test
    void publishesTheAuthorityOfTheFrontProxy() {
        var map = wire.get("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication");
        assertThat(map.at("/data/requestheader-client-ca-file")).isEqualTo(fronting.pem());
        assertThat(map.at("/data/requestheader-username-headers")).isEqualTo("[\"X-Remote-User\"]");
    }
}
