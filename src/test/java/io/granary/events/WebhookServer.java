// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that takes events, in the mood that a test gives it. */
public final class WebhookServer implements QuarkusTestResourceLifecycleManager {
    static final List<Map.Entry<String, String>> TAKEN = new CopyOnWriteArrayList<>();
    static final Queue<Integer> ANSWERS = new ConcurrentLinkedQueue<>();

    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
        server.createContext("/hook", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var about = exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type");
            TAKEN.add(Map.entry(about, body));
            var answer = ANSWERS.poll();
            exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
            exchange.close();
        });
        server.start();
        return Map.of(
                "granary.bus.connector", "granary-webhook",
                "granary.bus.webhook.url",
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/hook",
                "granary.bus.webhook.authorization", "Bearer sentinel-token",
                "granary.bus.webhook.allowed-networks", "127.0.0.0/8");
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
