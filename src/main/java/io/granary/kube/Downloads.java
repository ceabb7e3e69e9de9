// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens files of the web for reading, where a {@link FetchRule} lets it. Follows at most five redirects, each judged as
 * the first URL was, and none from https to http. Sends no credentials.
 */
public final class Downloads implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int REDIRECTS = 5;

    private final HttpClient client;
    private final FetchRule rule;
    private final FetchRule.Names names;

    /**
     * @param authorities PEM file of certificate authorities to trust instead of the usual ones
     * @throws IOException if that file cannot be read
     */
    Downloads(Vertx vertx, Optional<Path> authorities, FetchRule rule, FetchRule.Names names) throws IOException {
        this.client = vertx.createHttpClient(options(authorities, PATIENCE).setKeepAlive(false));
        this.rule = rule;
        this.names = names;
    }

    static HttpClientOptions options(Optional<Path> authorities, Duration patience) throws IOException {
        var options = new HttpClientOptions()
                .setConnectTimeout((int) patience.toMillis())
                .setIdleTimeout((int) patience.toSeconds());
        if (authorities.isPresent()) {
            if (!Files.isReadable(authorities.get())) {
                throw new IOException("The file " + authorities.get() + " of certificate authorities cannot be read");
            }
            options.setTrustOptions(
                    new PemTrustOptions().addCertPath(authorities.get().toString()));
        }
        return options;
    }

    /**
     * The body of a GET; the caller closes it. Not to be called on an event loop.
     *
     * @throws IOException with one sentence, if there is none
     */
    public InputStream open(String url) throws IOException {
        var next = url;
        for (int left = REDIRECTS; left >= 0; left--) {
            var target = rule.judge(next, names);
            var reply = asked(target);
            if (reply.statusCode() == 200) {
                return new BodyInput(reply, PATIENCE);
            }
            reply.exceptionHandler(over -> {}).request().reset();
            next = redirect(target, reply);
        }
        throw new IOException(url + " redirects more than " + REDIRECTS + " times");
    }

    private HttpClientResponse asked(FetchRule.Target target) throws IOException {
        var uri = target.uri();
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(
                        target.port(), target.address().getHostAddress()))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.tls())
                .setTimeout(PATIENCE.toMillis())
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
        var reply = client.request(options)
                .compose(request -> request.send().map(HttpClientResponse::pause))
                .toCompletionStage()
                .toCompletableFuture();
        return answered(uri, reply);
    }

    private static HttpClientResponse answered(URI uri, CompletableFuture<HttpClientResponse> reply)
            throws IOException {
        try {
            return reply.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("the hub stops", stopped);
        } catch (ExecutionException | TimeoutException silent) {
            var cause = silent.getCause() == null ? silent : silent.getCause();
            var words = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            throw new IOException(uri + " does not answer: " + PlainText.of(words, 200), silent);
        }
    }

    private static String redirect(FetchRule.Target from, HttpClientResponse reply) throws IOException {
        var to = reply.getHeader("Location");
        if (reply.statusCode() / 100 != 3 || to == null) {
            throw new IOException(from.uri() + " answers " + reply.statusCode() + ", not 200");
        }
        try {
            var next = from.uri().resolve(to);
            if (from.tls() && !"https".equalsIgnoreCase(next.getScheme())) {
                throw new IOException(from.uri() + " redirects from https to " + next.getScheme());
            }
            return next.toString();
        } catch (IllegalArgumentException malformed) {
            throw new IOException(from.uri() + " redirects to what is no URL", malformed);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
