// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import io.granary.simulator.rancher.Authority;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The HTTPS port: HTTP/2 and HTTP/1.1 on 127.0.0.1, one listener for each event loop. */
final class FleetServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int LOOPS = 2;

    /** What Go's server allows a client by default. */
    private static final int STREAMS = 250;

    private final Vertx vertx;
    private final String deployment;
    private final int port;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private FleetServer(Vertx vertx, String deployment, int port) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.port = port;
    }

    static FleetServer listen(Vertx vertx, int wantedPort, Authority authority, Handler<HttpServerRequest> handler) {
        int port;
        try {
            port = free(wantedPort);
        } catch (IllegalStateException e) {
            vertx.close();
            throw e;
        }
        var pair = authority.server("localhost", "rancher.localhost", HOST, "::1");
        var options = new HttpServerOptions()
                .setHost(HOST)
                .setPort(port)
                .setSsl(true)
                .setUseAlpn(true)
                .setInitialSettings(
                        new Http2Settings().setMaxConcurrentStreams(STREAMS).setInitialWindowSize(1 << 20))
                .setMaxHeaderSize(64 << 10)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(pair.certificate()))
                        .addKeyValue(Buffer.buffer(pair.key())));
        try {
            var deployment = vertx.deployVerticle(
                            () -> new Listener(options, handler), new DeploymentOptions().setInstances(LOOPS))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return new FleetServer(vertx, deployment, port);
        } catch (CompletionException e) {
            throw new IllegalStateException(taken(port), e);
        }
    }

    int port() {
        return port;
    }

    String url() {
        return "https://" + HOST + ":" + port;
    }

    @Override
    public void close() {
        if (open.getAndSet(false)) {
            vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().join();
        }
    }

    /** All listeners share one port, so that a free one must be known before the first opens. */
    private static int free(int wanted) {
        try (var socket = new ServerSocket(wanted, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(taken(wanted), e);
        }
    }

    private static String taken(int port) {
        return "port %d of %s is taken; choose another with --port (0 takes a free one)".formatted(port, HOST);
    }

    private static final class Listener extends AbstractVerticle {
        private final HttpServerOptions options;
        private final Handler<HttpServerRequest> handler;

        private Listener(HttpServerOptions options, Handler<HttpServerRequest> handler) {
            this.options = options;
            this.handler = handler;
        }

        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer(options)
                    .requestHandler(handler)
                    .listen()
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
