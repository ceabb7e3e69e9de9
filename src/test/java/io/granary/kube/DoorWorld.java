// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Doors with small limits for tests. */
final class DoorWorld implements AutoCloseable {
    static final DoorLimits LIMITS = new DoorLimits(
            new DoorLimits.Site(2, 2, 2, Duration.ofSeconds(5)),
            new DoorLimits.Fleet(10, 10, 8 << 20),
            new DoorLimits.Reply(64 << 10, 64 << 10, 16 << 10, Duration.ofMillis(300)),
            new DoorLimits.Patience(3, Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(300)));
    static final Budget SHORT =
            new Budget(1 << 20, Duration.ofMillis(400), Duration.ofMillis(1500), Duration.ofMillis(300));

    static final Budget PATIENT =
            new Budget(1 << 20, Duration.ofSeconds(15), Duration.ofSeconds(20), Duration.ofSeconds(15));

    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AtomicLong forward = new AtomicLong();
    final LongSupplier nanos = () -> System.nanoTime() + forward.get();
    final ApiDoors doors = new ApiDoors(vertx, LIMITS, meters, nanos);

    ApiDoor door(HostileServer server) {
        return door(server, Credentials.of("Bearer sentinel-token"));
    }

    ApiDoor door(HostileServer server, Credentials credentials) {
        return doors.origin(ApiAddress.of(server.url(), ApiAddress.Trust.PUBLIC), credentials)
                .door("site-01", "/k8s/clusters/c-1");
    }

    void later(Duration time) {
        forward.addAndGet(time.toNanos());
    }

    static ApiReply reply(ApiDoor door) throws Exception {
        return reply(door, PATIENT);
    }

    static ApiReply reply(ApiDoor door, Budget budget) throws Exception {
        return door.send(ApiCall.get("/version", budget)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    static ApiProblem problem(ApiDoor door) throws Exception {
        return problem(door, ApiCall.get("/version", SHORT));
    }

    static ApiProblem problem(ApiDoor door, ApiCall call) throws Exception {
        try {
            var reply = door.send(call)
                    .toCompletableFuture()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            throw new AssertionError("answered " + reply);
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof ApiProblem.Failure failure) {
                return failure.problem();
            }
            throw failed;
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
