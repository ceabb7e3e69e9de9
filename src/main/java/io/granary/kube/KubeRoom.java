// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.granary.kernel.Seam;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the room together for the application. Here, and not in the classes, time and chance come in. */
@Seam("puts the clock and dice of the process into the doors")
final class KubeRoom {
    private static final LongSupplier NANOS = System::nanoTime;
    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    @Produces
    @Singleton
    ApiDoors doors(Vertx vertx, HubConfig config, MeterRegistry registry) {
        return new ApiDoors(vertx, config.doors().limits(), registry, NANOS);
    }

    @Produces
    @Singleton
    Spans spans(TracesConfig config, ApiDoors doors) {
        return config.endpoint()
                .map(endpoint -> SpanReceivers.spans(endpoint, config, doors, RANDOM, Clock.systemUTC()))
                .orElse(Spans.NONE);
    }

    @Produces
    @Singleton
    HubConnection connection(
            HubConfig config,
            @ConfigProperty(name = "kubernetes.service.host") Optional<String> host,
            @ConfigProperty(name = "kubernetes.service.port", defaultValue = "443") String port,
            @ConfigProperty(name = "user.home") String home) {
        return new HubConnection(config.kubeconfig(), host, port, Path.of(home));
    }

    @Produces
    @Singleton
    HubCluster hub(ApiDoors doors, HubConnection connection) {
        var credentials = connection.credentials(Thread::startVirtualThread, NANOS);
        var origin = doors.origin(connection.read().address(), credentials);
        new AddressFollower(origin, () -> connection.read().address()).start(doors.vertx(), Thread::startVirtualThread);
        return new HubCluster(origin, RANDOM, door -> new EventQueue(door, Clock.systemUTC()));
    }

    @Produces
    @Singleton
    SiteDoors siteDoors(ApiDoors doors, HubConfig config, HubConnection connection, HubCluster hub) {
        var own = new OwnToken(config.rancher().identity(), hub.door(), Clock.systemUTC(), new SecureRandom());
        var rancher = new RancherConnection(config.rancher(), connection, hub.door(), own);
        return new SiteDoors(doors, new Once<>(() -> rancher.open(doors, Thread::startVirtualThread, NANOS)));
    }

    void close(@Disposes HubCluster hub) {
        hub.close();
    }
}
