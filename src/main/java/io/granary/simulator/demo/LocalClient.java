// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Speaks to the local cluster of the simulated Rancher as kubectl would. */
public final class LocalClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http;
    private final String base;
    private final String token;

    public LocalClient(String base, String token, String authorityPem) {
        this.http = HttpClient.newBuilder().sslContext(trusting(authorityPem)).build();
        this.base = base;
        this.token = token;
    }

    /**
     * Server-side apply of one object.
     *
     * @param path of the object
     * @param yaml the object, as YAML or JSON
     * @throws IOException when the answer is no success; the message holds it
     */
    public void apply(String path, String yaml) throws IOException {
        var reply = send(request(path + "?fieldManager=granary-demo&force=true")
                .header("Content-Type", "application/apply-patch+yaml")
                .method("PATCH", BodyPublishers.ofString(yaml))
                .build());
        if (reply.statusCode() / 100 != 2) {
            throw new IOException("the simulated cluster refused " + path + ": " + reply.statusCode() + " "
                    + reply.body().lines().findFirst().orElse(""));
        }
    }

    public HttpResponse<String> get(String path) throws IOException {
        return send(request(path).GET().build());
    }

    /** The lines of a watch as they come; ends with the connection. The caller closes it. */
    public Stream<String> lines(String path) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            return http.send(request, BodyHandlers.ofLines()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static SSLContext trusting(String pem) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "authority",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the simulator's certificate cannot be trusted on this JDK", e);
        }
    }
}
