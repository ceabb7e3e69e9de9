// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.kernel.HubOpens;
import io.granary.kernel.Seam;
import io.granary.kube.HubCluster;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutConfig;
import io.granary.rollout.RolloutPayload;
import io.granary.rollout.RolloutPayloads;
import io.granary.rollout.SightingClock;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Templates as content of rollouts, within the application. */
@Singleton
@Seam("puts the clock and dice of the process into the templates")
final class TemplatePayloads implements RolloutPayloads {
    private final SightingClock timer = new SightingClock(Clock.systemUTC());
    private @Nullable TemplateRoom room;

    void start(@Observes HubOpens started, RolloutConfig config, Instance<HubCluster> hub) {
        if (config.enabled()) {
            var made = new TemplateRoom(
                    hub.get(), timer, () -> ThreadLocalRandom.current().nextLong());
            room = made;
            made.start();
        }
    }

    @Override
    public boolean brings(RolloutTarget target) {
        return target.template() != null;
    }

    @Override
    public RolloutTarget stamped(String namespace, RolloutTarget target) {
        return room().stamped(namespace, target);
    }

    @Override
    public RolloutPayload open(PayloadSites sites, Consumer<RolloutPayload.Order> news) {
        return room().payload(sites, news);
    }

    private TemplateRoom room() {
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
