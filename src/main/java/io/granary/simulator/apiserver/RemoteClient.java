// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Talks to one aggregated API server over TLS with the front proxy's certificate, in the name of a user. */
final class RemoteClient {
    /** Who probes ({@code system:kube-aggregator} at a real server). */
    static final User AGGREGATOR = new User("system:kube-aggregator", "", List.of("system:masters"), Map.of());

    /** Watches hold a connection each. */
    private static final int CONNECTIONS = 2000;

    private final HttpClient client;
    private final String serverName;

    RemoteClient(Vertx vertx, @Nullable FrontProxy proxy, JsonNode spec) {
        serverName = spec.at("/service/name").asText() + "."
                + spec.at("/service/namespace").asText() + ".svc";
        var options = new HttpClientOptions()
                .setSsl(true)
                .setConnectTimeout(5000)
                .setMaxPoolSize(CONNECTIONS)
                .setVerifyHost(true)
                .setForceSni(true)
                .setDecompressionSupported(false);
        var bundle = spec.path("caBundle").asText("");
        if (!bundle.isEmpty()) {
            options.setTrustOptions(new PemTrustOptions()
                    .addCertValue(Buffer.buffer(Base64.getDecoder().decode(bundle))));
        }
        if (proxy != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(proxy.certificatePem()))
                    .addKeyValue(Buffer.buffer(proxy.privateKeyPem())));
        }
        client = vertx.createHttpClient(options);
    }

    Future<HttpClientRequest> open(ServiceResolver.Endpoint at, HttpMethod method, String uri, User user) {
        var options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(at.port(), at.host()))
                .setHost(serverName)
                .setPort(443)
                .setMethod(method)
                .setURI(uri);
        return client.request(options).map(request -> {
            identify(request.headers(), user);
            return request;
        });
    }

    /** Gets a small document, within five seconds. */
    Future<Buffer> get(ServiceResolver.Endpoint at, String uri, String accept) {
        return open(at, HttpMethod.GET, uri, AGGREGATOR)
                .compose(request -> {
                    request.putHeader("Accept", accept).setTimeout(5000);
                    return request.send();
                })
                .compose(response -> response.statusCode() < 400
                        ? response.body()
                        : Future.failedFuture("bad status from it: " + response.statusCode()));
    }

    void close() {
        client.close();
    }

    private static void identify(MultiMap headers, User user) {
        headers.add("X-Remote-User", user.name());
        if (!user.uid().isEmpty()) {
            headers.add("X-Remote-Uid", user.uid());
        }
        user.groups().forEach(group -> headers.add("X-Remote-Group", group));
        user.extra().forEach((key, values) -> {
            var name = "X-Remote-Extra-" + URLEncoder.encode(key, StandardCharsets.UTF_8);
            values.forEach(value -> headers.add(name, value));
        });
    }
}
