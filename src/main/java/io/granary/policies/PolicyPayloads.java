// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.kernel.HubOpens;
import io.granary.kernel.Seam;
import io.granary.kube.HubCluster;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutConfig;
import io.granary.rollout.RolloutPayload;
import io.granary.rollout.RolloutPayloads;
import io.granary.rollout.SightingClock;
import io.granary.rollout.WorkspaceView;
import io.granary.sites.SiteDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Policies within the application, and as content of rollouts; switched off together with these. */
@Singleton
@Seam("puts the clock and dice of the process into the policies")
final class PolicyPayloads implements RolloutPayloads {
    private final SightingClock timer = new SightingClock(Clock.systemUTC());
    private @Nullable PolicyRoom room;

    void start(
            @Observes HubOpens opens,
            RolloutConfig config,
            Instance<HubCluster> hub,
            Instance<SiteDirectory> directory,
            WorkspaceView sites,
            MeterRegistry registry) {
        if (config.enabled() && directory.isResolvable()) {
            var made = new PolicyRoom(
                    hub.get(),
                    sites,
                    timer,
                    System::nanoTime,
                    () -> ThreadLocalRandom.current().nextLong(),
                    registry);
            room = made;
            made.start();
        }
    }

    @Override
    public boolean brings(RolloutTarget target) {
        return target.policy() != null;
    }

    @Override
    public RolloutTarget stamped(String namespace, RolloutTarget target) {
        return room().stamped(namespace, target);
    }

    @Override
    public RolloutPayload open(PayloadSites sites, Consumer<RolloutPayload.Order> news) {
        return room().payload(sites, news);
    }

    private PolicyRoom room() {
        if (room == null) {
            throw new IllegalStateException("Rollouts are switched off: set granary.rollouts.enabled");
        }
        return room;
    }

    void stop(@Observes ShutdownEvent stopped) throws Exception {
        if (room != null) {
            room.close();
        }
        timer.close();
    }
}
