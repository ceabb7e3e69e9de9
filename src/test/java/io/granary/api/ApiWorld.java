// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.granary.images.Uploads;
import io.granary.inventory.core.Freshness;
import io.granary.inventory.core.Inventory;
import io.granary.kube.Spans;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** An extension API over real HTTPS on loopback, a hub and an inventory in memory, and clients for it. */
final class ApiWorld implements AutoCloseable {
    static final String BASE = "/apis/inventory.granary.io/v1alpha1";
    static final ObjectMapper JSON = new ObjectMapper();

    final TestHub hub = new TestHub();
    final MemoryInventory inventory = new MemoryInventory();
    final MemoryPlans plans = new MemoryPlans();
    final MemoryAccess access = new MemoryAccess();
    /** None at first, as at a hub without a library. */
    Uploads uploads;

    final TestCa proxyCa;
    final ServingCertificate certificate;
    final ExtensionServer server;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient plain;
    private final HttpClient proxy;

    ApiWorld() throws Exception {
        this(Map.of());
    }

    ApiWorld(Map<String, String> settings) throws Exception {
        this(settings, null);
    }

    /** Over another inventory than the one in memory. */
    ApiWorld(Map<String, String> settings, Inventory other) throws Exception {
        var config = config(settings);
        proxyCa = new TestCa("requestheader-ca");
        hub.requestHeaderCa = proxyCa.pem();
        hub.tokens.put("admin-token", "admin");
        hub.tokens.put("ann-token", "ann");
        certificate = ServingCertificate.make(ExtensionServer.names(config), Instant.now(), new SecureRandom());
        server = new ExtensionServer(new ExtensionServer.Parts(
                vertx,
                config,
                certificate,
                hub,
                new TrustSource(hub, new Random(1)),
                other == null ? inventory : other,
                access,
                new ApiMeters(new SimpleMeterRegistry()),
                Clock.systemUTC(),
                new Random(1),
                plans,
                () -> Optional.ofNullable(uploads),
                Spans.NONE));
        server.start().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        server.refresh().toCompletableFuture().get(20, TimeUnit.SECONDS);
        plain = client(null);
        proxy = client(proxyCa.client("front-proxy"));
    }

    static ApiConfig config(Map<String, String> settings) {
        var all = new HashMap<>(Map.of("granary.api.port", "0", "granary.api.host", "127.0.0.1"));
        all.put("granary.api.shutdown-grace", "100ms");
        all.putAll(settings);
        return new SmallRyeConfigBuilder()
                .withMapping(ApiConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build()
                .getConfigMapping(ApiConfig.class);
    }

    /** Two sites, one of them out of touch, and four machines. */
    ApiWorld furnished() {
        inventory.put(MemoryInventory.site("c-m-aaaaa", "berlin", Map.of("country", "de"), new Freshness.Live()));
        inventory.put(MemoryInventory.site(
                "c-m-bbbbb",
                "paris",
                Map.of("country", "fr"),
                new Freshness.Stale(Instant.ofEpochSecond(1_700_000_500L), "Disconnected")));
        inventory.put("c-m-aaaaa", MemoryInventory.vm("default", "web-1", "Running", Map.of("app", "web")));
        inventory.put("c-m-aaaaa", MemoryInventory.vm("default", "web-2", "Stopped", Map.of("app", "web")));
        inventory.put("c-m-aaaaa", MemoryInventory.vm("prod", "db-1", "Running", Map.of("app", "db")));
        inventory.put("c-m-bbbbb", MemoryInventory.vm("default", "web-1", "Running", Map.of("app", "web")));
        return this;
    }

    HttpClient client(TestCa.Client shown) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(TestCa.tls(certificate.caPem(), shown))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path));
    }

    HttpClient plain() {
        return plain;
    }

    /** As admin, with a token. */
    HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = request(path).header("authorization", "Bearer admin-token");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return plain.send(request.build(), BodyHandlers.ofString());
    }

    JsonNode json(String path, String... headers) throws Exception {
        return JSON.readTree(get(path, headers).body());
    }

    /** As somebody, through the front proxy. */
    HttpResponse<String> getAs(String user, String path) throws Exception {
        var request = request(path).header("X-Remote-User", user).header("X-Remote-Group", "system:authenticated");
        return proxy.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> query(String spec, String... headers) throws Exception {
        var body = "{\"apiVersion\":\"inventory.granary.io/v1alpha1\",\"kind\":\"VirtualMachineQuery\",\"spec\":" + spec
                + "}";
        var request = request(BASE + "/virtualmachinequeries")
                .header("authorization", "Bearer admin-token")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return plain.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        plain.close();
        proxy.close();
    }
}
