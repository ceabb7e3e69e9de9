// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.events.EventPublisher;
import io.granary.kernel.HubOpens;
import io.granary.kernel.Seam;
import io.granary.kernel.WrongSetting;
import io.granary.kube.HubCheck;
import io.granary.kube.HubCluster;
import io.granary.kube.HubConfig;
import io.granary.kube.SiteDoors;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Starts and stops the room within the application. */
@Singleton
@Seam("puts the clock and dice of the process into the site rounds")
final class SitesRoom {
    private final SiteRegistry registry = new SiteRegistry();
    private @Nullable SiteRounds rounds;

    @Produces
    @Singleton
    SiteDirectory directory() {
        return registry;
    }

    void start(
            @Observes HubOpens started,
            SitesConfig config,
            HubConfig hubConfig,
            Instance<HubCluster> hub,
            Instance<SiteDoors> doors,
            Instance<SiteObservations> inventory,
            EventPublisher events,
            MeterRegistry meters) {
        if (!config.enabled()) {
            return;
        }
        check(config);
        new HubCheck(hubConfig).run();
        var made = new SiteRounds(
                config,
                SiteKinds.at(hub.get()),
                doors.get(),
                registry,
                () -> inventory.isResolvable() ? inventory.get() : null,
                events,
                new SiteRounds.Chance(
                        Clock.systemUTC(),
                        System::nanoTime,
                        () -> ThreadLocalRandom.current().nextLong()));
        rounds = made;
        Gauge.builder("granary.sites.removals.held", made, SiteRounds::held)
                .description("Sites that Rancher no longer lists, too many at once to be removed unasked")
                .register(meters);
        made.start();
    }

    private static void check(SitesConfig config) {
        WrongSetting.range("granary.sites.probes-at-once", config.probesAtOnce(), 1, 10_000);
        WrongSetting.range("granary.sites.writes-per-second", config.writesPerSecond(), 1, Integer.MAX_VALUE);
        WrongSetting.range("granary.sites.writes-burst", config.writesBurst(), 1, Integer.MAX_VALUE);
        WrongSetting.range("granary.sites.removal-limit", config.removalLimit(), 0, 100);
        seconds("probe-every", config.probeEvery());
        seconds("probe-retry", config.probeRetry());
        seconds("status-every", config.statusEvery());
    }

    private static void seconds(String key, Duration time) {
        if (time.toMillis() < 1) {
            throw new WrongSetting(
                    "The setting granary.sites." + key + " cannot be " + time + ": write a duration such as 30s");
        }
    }

    void stop(@Observes ShutdownEvent stopped) throws Exception {
        if (rounds != null) {
            rounds.close();
        }
        registry.close();
    }
}
