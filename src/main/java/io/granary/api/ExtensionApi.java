// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.inventory.core.Inventory;
import io.granary.kernel.Seam;
import io.granary.kube.HubCluster;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the extension API with the application, and ends it. */
@ApplicationScoped
@Seam("puts the clock and dice of the process into the extension API")
class ExtensionApi {
    private static final Logger LOG = Logger.getLogger(ExtensionApi.class);

    private @Nullable ExtensionServer server;

    void start(
            @Observes StartupEvent started,
            ApiConfig config,
            Vertx vertx,
            Instance<HubCluster> hub,
            Instance<Inventory> inventory,
            MeterRegistry registry) {
        if (!config.enabled() || !inventory.isResolvable()) {
            return;
        }
        var clock = Clock.systemUTC();
        var random = new SecureRandom();
        var certificate = ServingCertificate.make(ExtensionServer.names(config), clock.instant(), random);
        var opened = new ExtensionServer(new ExtensionServer.Parts(
                vertx, config, certificate, hub.get().door(), inventory.get(), new ApiMeters(registry), clock, random));
        server = opened;
        var port = opened.start().toCompletionStage().toCompletableFuture().join();
        config.portFile().ifPresent(file -> write(Path.of(file), port));
        LOG.infof("The extension API listens on port %d", port);
    }

    void stop(@Observes ShutdownEvent stopped) {
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
