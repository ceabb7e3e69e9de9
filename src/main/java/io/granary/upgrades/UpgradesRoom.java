// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.kernel.HubOpens;
import io.granary.kernel.Seam;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubCluster;
import io.granary.kube.ResourceType;
import io.granary.kube.Resources;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutConfig;
import io.granary.rollout.RolloutPayload;
import io.granary.rollout.RolloutPayloads;
import io.granary.rollout.SightingCache;
import io.granary.rollout.SightingClock;
import io.granary.rollout.SiteObjects;
import io.granary.upgrades.core.UpgradeWords.Dwell;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Harvester upgrades as content of rollouts, within the application. */
@Singleton
@Seam("puts the clock and dice of the process into the upgrades")
final class UpgradesRoom implements RolloutPayloads {
    private static final RandomGenerator DICE =
            () -> ThreadLocalRandom.current().nextLong();
    private static final ResourceType<ObjectNode> SETTINGS = SiteObjects.type("management.cattle.io/v3", "settings");

    private final SightingClock timer = new SightingClock(Clock.systemUTC());
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final UpgradesConfig config;
    private final PreflightDesk preflight;
    private volatile String rancher = "";

    @Inject
    UpgradesRoom(UpgradesConfig config) {
        this.config = config;
        this.preflight =
                new PreflightDesk(() -> rancher, new PreflightDesk.Terms(config.preflightAgain(), config.backupAge()));
    }

    void start(@Observes HubOpens opens, RolloutConfig rollouts, Instance<HubCluster> hub) {
        if (rollouts.enabled()) {
            open.push(hub.get().resources(SETTINGS).watchOne("", "server-version", new RancherVersion()));
        }
    }

    /** Hears which version the Rancher has that manages the sites. */
    private final class RancherVersion implements Resources.Listener<ObjectNode> {
        @Override
        public void replaced(List<ObjectNode> all) {
            all.forEach(this::changed);
        }

        @Override
        public void changed(ObjectNode setting) {
            rancher = SiteKinds.effective(setting);
        }

        @Override
        public void deleted(ObjectNode setting) {
            rancher = "";
        }

        @Override
        public void failed(ApiProblem problem) {
            // The version that was read last still holds; without one, every upgrade waits, and says so.
        }
    }

    @Override
    public boolean brings(RolloutTarget target) {
        return target.upgrade() != null;
    }

    @Override
    public RolloutPayload open(PayloadSites sites, Consumer<RolloutPayload.Order> news) {
        var dwell = new Dwell(
                config.stuckImage(),
                config.stuckPreload(),
                config.stuckServices(),
                config.stuckNode(),
                config.stuckReboot());
        return new UpgradePayload(
                sites, new SiteObjects(sites, DICE), preflight, dwell, timer, SightingCache.Pace.USUAL, news);
    }

    void stop(@Observes ShutdownEvent stopped) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        timer.close();
    }
}
