// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.access.SiteAccess;
import io.granary.images.ImagesRoom;
import io.granary.inventory.core.Inventory;
import io.granary.kernel.HubOpens;
import io.granary.kernel.Seam;
import io.granary.kube.ApiDoor;
import io.granary.kube.HubCluster;
import io.granary.kube.Spans;
import io.granary.rollout.RolloutPlans;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the extension API with the application, and ends it. */
@ApplicationScoped
@Seam("puts the clock and dice of the process into the extension API")
class ExtensionApi {
    private static final Logger LOG = Logger.getLogger(ExtensionApi.class);

    private static final int LOOK_EVERY_MINUTES = 10;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable ExtensionServer server;

    void start(
            @Observes HubOpens started,
            ApiConfig config,
            Vertx vertx,
            Instance<HubCluster> hub,
            Instance<Inventory> inventory,
            Instance<RolloutPlans> plans,
            Instance<SiteAccess> access,
            Instance<ImagesRoom> images,
            Instance<Spans> spans,
            MeterRegistry registry) {
        if (!config.enabled() || !inventory.isResolvable()) {
            return;
        }
        var clock = Clock.systemUTC();
        var random = new SecureRandom();
        var door = hub.get().door();
        var trust = new TrustSource(door, random);
        // Both take a second in a JVM that has just started; meanwhile the inventory is restored, as it is asked for.
        var ignored = trust.read();
        var keys = CompletableFuture.supplyAsync(() -> keys(config, door, clock, random), Thread::startVirtualThread);
        var restored = inventory.get();
        var opened = new ExtensionServer(new ExtensionServer.Parts(
                vertx,
                config,
                keys.thenApply(ServingKeys::current).join(),
                door,
                trust,
                restored,
                access.get(),
                new ApiMeters(registry),
                clock,
                random,
                plans.get(),
                () -> images.get().uploads(),
                spans.get()));
        measure(opened, registry);
        listen(opened, config);
        Thread.ofVirtual().name("serving-certificate").start(() -> renew(keys.join(), opened));
    }

    private void listen(ExtensionServer opened, ApiConfig config) {
        server = opened;
        tell(config, opened.start().toCompletionStage().toCompletableFuture().join());
    }

    private static ServingKeys keys(ApiConfig config, ApiDoor door, Clock clock, SecureRandom random) {
        var path = config.caSecret().map(secret -> "/api/v1/namespaces/" + config.namespace() + "/secrets/" + secret);
        return new ServingKeys(door, path, ExtensionServer.names(config), clock, random);
    }

    private static void tell(ApiConfig config, int port) {
        config.portFile().ifPresent(file -> write(Path.of(file), port));
        LOG.infof("The extension API listens on port %d", port);
    }

    private static void measure(ExtensionServer opened, MeterRegistry registry) {
        Gauge.builder(
                        "granary.api.certificate.end",
                        opened,
                        now -> now.shown().ends().getEpochSecond())
                .baseUnit("seconds")
                .description("When the serving certificate ends, in seconds since 1970")
                .register(registry);
    }

    private void renew(ServingKeys keys, ExtensionServer opened) {
        try {
            while (!stopping.await(LOOK_EVERY_MINUTES, TimeUnit.MINUTES)) {
                var next = keys.current();
                if (!next.equals(opened.shown())) {
                    opened.show(next);
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    void stop(@Observes ShutdownEvent stopped) {
        stopping.countDown();
        var opened = server;
        if (opened != null) {
            opened.close();
        }
    }

    private static void write(Path file, int port) {
        try {
            Files.writeString(file, port + "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot write the port of the extension API to " + file, failure);
        }
    }
}
