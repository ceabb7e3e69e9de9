// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.VertxInternal;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Makes doors. There is one for the whole process, because it holds what all doors share. */
public final class ApiDoors {
    private final Vertx vertx;
    private final DoorLimits limits;
    private final LongSupplier nanos;
    private final Slots opening;
    private final Slots streams;
    private final DoorMeters meters;
    private final Context[] contexts;
    private final AtomicInteger turn = new AtomicInteger();

    /** @param nanos the clock of {@link System#nanoTime} */
    public ApiDoors(Vertx vertx, DoorLimits limits, MeterRegistry registry, LongSupplier nanos) {
        this.vertx = vertx;
        this.limits = limits;
        this.nanos = nanos;
        this.opening = new Slots(limits.fleet().opening(), Integer.MAX_VALUE);
        this.streams = new Slots(limits.fleet().streams(), 0);
        this.meters = new DoorMeters(registry, opening, streams);
        // Each door keeps to one event loop, so that its readers are called in order and without locks.
        this.contexts = IntStream.range(0, Runtime.getRuntime().availableProcessors() * 2)
                .mapToObj(i -> ((VertxInternal) vertx).createEventLoopContext())
                .toArray(Context[]::new);
    }

    /** One server, whose doors share connections. The caller closes it. */
    public ApiOrigin origin(ApiAddress address, Credentials credentials) {
        return new ApiOrigin(this, address, credentials, HttpVersion.HTTP_2);
    }

    /**
     * A server that is itself a site, and may mean ill. Over HTTP/1.1 each of its bytes belongs to an answer with a
     * budget; over HTTP/2 it could send frames that belong to none, without end. The caller closes it.
     */
    ApiOrigin siteOrigin(ApiAddress address, Credentials credentials) {
        return new ApiOrigin(this, address, credentials, HttpVersion.HTTP_1_1);
    }

    /**
     * Files of the web, where the rule lets the hub go. The caller closes it.
     *
     * @param authorities PEM file of certificate authorities to trust instead of the usual ones
     * @throws IOException if that file cannot be read
     */
    public Downloads downloads(Optional<Path> authorities, FetchRule rule) throws IOException {
        return new Downloads(vertx, authorities, rule, InetAddress::getAllByName);
    }

    /**
     * A way to hand bodies to a server of the web, where the rule lets the hub go. The caller closes it.
     *
     * @param authorities PEM file of certificate authorities to trust instead of the usual ones
     * @throws IOException if that file cannot be read
     */
    public Posts posts(Optional<Path> authorities, FetchRule rule) throws IOException {
        return new Posts(vertx, authorities, rule, InetAddress::getAllByName);
    }

    Context context() {
        return contexts[Math.floorMod(turn.getAndIncrement(), contexts.length)];
    }

    Vertx vertx() {
        return vertx;
    }

    DoorLimits limits() {
        return limits;
    }

    LongSupplier nanos() {
        return nanos;
    }

    Slots opening() {
        return opening;
    }

    Slots streams() {
        return streams;
    }

    DoorMeters meters() {
        return meters;
    }
}
