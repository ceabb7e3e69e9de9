// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import io.granary.simulator.apiserver.ClusterLimits;
import io.granary.simulator.apiserver.ClusterRuntime;
import io.granary.simulator.apiserver.KubeApiServer;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.RbacAuthorizer;
import io.granary.simulator.apiserver.ResourceCatalog;
import io.granary.simulator.apiserver.ServerBuilder;
import io.granary.simulator.apiserver.User;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The simulator's API server alone behind plain HTTP. */
final class SimulatedServer implements ApiServerUnderTest {
    private final Vertx vertx = Vertx.vertx();
    private final KubeApiServer server;
    private final HttpServer http;

    SimulatedServer() {
        this(builder -> builder.limits(new ClusterLimits(50, 1 << 20, 8, 3 << 20, 1, 1800))
                .authorization(RbacAuthorizer::new));
    }

    SimulatedServer(UnaryOperator<ServerBuilder> change) {
        var catalog = ResourceCatalog.builder().builtIn().build();
        var runtime = new ClusterRuntime(vertx, Clock.systemUTC(), new SplittableRandom(1));
        server = change.apply(KubeApiServer.of(catalog, runtime)).build();
        SimulatedNamespace.create(server.store(), "default");
        SimulatedNamespace.create(server.store(), "kube-system");
        http = await(vertx.createHttpServer()
                .requestHandler(request -> server.handle(request, request.path(), User.ADMIN))
                .listen(0, "127.0.0.1"));
    }

    static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    KubeApiServer server() {
        return server;
    }

    Vertx vertx() {
        return vertx;
    }

    boolean holds(String group, String resource, ObjectKey key) {
        return server.store()
                .find(new io.granary.simulator.apiserver.GroupResource(group, resource), key)
                .isPresent();
    }

    @Override
    public String name() {
        return "simulator";
    }

    @Override
    public URI base() {
        return URI.create("http://127.0.0.1:" + http.actualPort());
    }

    @Override
    public String token() {
        return "";
    }

    @Override
    public String caPem() {
        return "";
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
