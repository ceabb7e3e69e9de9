// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Speaks plain HTTP and JSON to a server, without a client library that would smooth things over. */
final class Wire implements AutoCloseable {
    static final String MERGE = "application/merge-patch+json";
    static final String JSON_PATCH = "application/json-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String APPLY = "application/apply-patch+yaml";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private final ApiServerUnderTest server;
    private final HttpClient client;
    private final String namespace;
    private final List<String> impersonated;

    Wire(ApiServerUnderTest server, String namespace) {
        this(server, namespace, client(server), List.of());
    }

    private Wire(ApiServerUnderTest server, String namespace, HttpClient client, List<String> impersonated) {
        this.server = server;
        this.namespace = namespace;
        this.client = client;
        this.impersonated = impersonated;
    }

    /** Asks as somebody else; good as long as this one is open. */
    Wire as(String user, String... groups) {
        var headers = new ArrayList<>(List.of("Impersonate-User", user));
        for (var group : groups) {
            headers.addAll(List.of("Impersonate-Group", group));
        }
        return new Wire(server, namespace, client, headers);
    }

    private static HttpClient client(ApiServerUnderTest server) {
        var builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10));
        return server.caPem().isEmpty()
                ? builder.build()
                : builder.sslContext(trusting(server.caPem())).build();
    }

    private static SSLContext trusting(String pem) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
            for (var each : certificates) {
                store.setCertificateEntry("ca" + store.size(), each);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException unusable) {
            throw new AssertionError(unusable);
        }
    }

    /** The namespace of this test alone. */
    String namespace() {
        return namespace;
    }

    /** {@code /api/v1/namespaces/<ns>/<resource>}. */
    String core(String resource) {
        return "/api/v1/namespaces/" + namespace + "/" + resource;
    }

    String widgets() {
        return "/apis/granary.test/v1/namespaces/" + namespace + "/widgets";
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    Answer get(String path) {
        return send("GET", path, "", "application/json", null);
    }

    Answer getAs(String accept, String path) {
        return send("GET", path, "", accept, null);
    }

    Answer post(String path, String yaml) {
        return send("POST", path, "application/json", "application/json", yaml(yaml));
    }

    Answer put(String path, JsonNode body) {
        return send("PUT", path, "application/json", "application/json", body);
    }

    Answer patch(String type, String path, String yaml) {
        return send("PATCH", path, type, "application/json", yaml(yaml));
    }

    Answer delete(String path) {
        return send("DELETE", path, "", "application/json", null);
    }

    Answer delete(String path, String yaml) {
        return send("DELETE", path, "application/json", "application/json", yaml(yaml));
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(server.base() + path)).header("User-Agent", "contract/1.0");
        if (!impersonated.isEmpty()) {
            request.headers(impersonated.toArray(String[]::new));
        }
        return server.token().isEmpty() ? request : request.header("Authorization", "Bearer " + server.token());
    }

    Answer send(String method, String path, String type, String accept, JsonNode body) {
        try {
            var publisher = body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
            var request = request(path)
                    .method(method, publisher)
                    .header("Accept", accept)
                    .timeout(Duration.ofSeconds(20));
            if (!type.isEmpty()) {
                request.header("Content-Type", type);
            }
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            var contentType = answer.headers().firstValue("Content-Type").orElse("");
            var parsed = contentType.contains("json") || path.equals("/openapi/v3")
                    ? JSON.readTree(answer.body())
                    : MissingNode.getInstance();
            return new Answer(
                    answer.statusCode(),
                    parsed,
                    answer.headers().allValues("Warning"),
                    contentType,
                    answer.headers().firstValue("ETag").orElse(""));
        } catch (IOException failed) {
            throw new AssertionError(method + " " + path, failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    /** Opens a watch; the answer's lines come as events. */
    Events watch(String path) {
        return watchAs("application/json", path);
    }

    Events watchAs(String accept, String path) {
        try {
            var answer = client.send(
                    request(path).header("Accept", accept).build(), HttpResponse.BodyHandlers.ofInputStream());
            return new Events(answer.statusCode(), answer.body());
        } catch (IOException failed) {
            throw new AssertionError(path, failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    static JsonNode json(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (IOException unreadable) {
            throw new AssertionError(new String(bytes, StandardCharsets.UTF_8), unreadable);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
