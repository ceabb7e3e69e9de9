// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Opens files of the web for reading; follows redirects, never from https to http. Sends no credentials. */
public final class Downloads implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client;

    /**
     * @param authorities PEM file of certificate authorities to trust instead of the usual ones
     * @throws IOException if that file cannot be read
     */
    public Downloads(Optional<Path> authorities) throws IOException {
        var builder = HttpClient.newBuilder().connectTimeout(PATIENCE).followRedirects(HttpClient.Redirect.NORMAL);
        if (authorities.isPresent()) {
            builder.sslContext(trusting(authorities.get()));
        }
        this.client = builder.build();
    }

    /**
     * The body of a GET; the caller closes it.
     *
     * @throws IOException with one sentence, if there is none
     */
    public InputStream open(String url) throws IOException {
        HttpResponse<InputStream> reply;
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
            reply = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IllegalArgumentException malformed) {
            throw new IOException("the URL " + url + " is not well formed", malformed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("the hub stops", stopped);
        } catch (IOException silent) {
            throw new IOException(url + " does not answer: " + words(silent), silent);
        }
        if (reply.statusCode() != 200) {
            reply.body().close();
            throw new IOException(url + " answers " + reply.statusCode() + ", not 200");
        }
        return reply.body();
    }

    private static String words(IOException failure) {
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static SSLContext trusting(Path authorities) throws IOException {
        try (var pem = Files.newInputStream(authorities)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var number = 0;
            for (var authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unfit) {
            throw new IOException("The file " + authorities + " holds no certificates in PEM", unfit);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
