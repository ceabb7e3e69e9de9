// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends small bodies to a server of the web, where a {@link FetchRule} lets it. Follows no redirect, reads no answer
 * beyond its status, and tries nothing twice. The name is looked up anew each time, and judged.
 */
public final class Posts implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client;
    private final FetchRule rule;
    private final FetchRule.Names names;

    Posts(Vertx vertx, Optional<Path> authorities, FetchRule rule, FetchRule.Names names) throws IOException {
        this.client = vertx.createHttpClient(Downloads.options(authorities, PATIENCE)
                .setKeepAlive(true)
                .setMaxPoolSize(1)
                .setMaxHeaderSize(8192));
        this.rule = rule;
        this.names = names;
    }

    /**
     * The status of the answer to a POST. Not to be called on an event loop.
     *
     * @throws IOException with one sentence, if there is none
     */
    public int post(String url, Map<String, String> headers, byte[] body) throws IOException {
        var target = rule.judge(url, names);
        var uri = target.uri();
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(
                        target.port(), target.address().getHostAddress()))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.tls())
                .setTimeout(PATIENCE.toMillis())
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
        headers.forEach(options::putHeader);
        return answered(target, options, body);
    }

    /** Only the host is told of what fails, since the path of a webhook may be what keeps it secret. */
    private int answered(FetchRule.Target target, RequestOptions options, byte[] body) throws IOException {
        var answer = client.request(options)
                .compose(request -> request.send(Buffer.buffer(body)).onComplete(sent -> {
                    if (sent.succeeded() && sent.result().statusCode() >= 300) {
                        sent.result().exceptionHandler(over -> {});
                        request.reset();
                    }
                }))
                .map(reply -> reply.statusCode())
                .toCompletionStage()
                .toCompletableFuture();
        try {
            return answer.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("the hub stops", stopped);
        } catch (ExecutionException | TimeoutException silent) {
            var cause = silent.getCause() == null ? silent : silent.getCause();
            throw new IOException(
                    target.host() + " does not answer (" + cause.getClass().getSimpleName() + ")", silent);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
