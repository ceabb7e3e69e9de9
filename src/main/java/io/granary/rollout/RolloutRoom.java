// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutApprovalSpec;
import io.granary.crd.v1alpha1.SiteHistorySpec.Outcome;
import io.granary.kernel.HubOpens;
import io.granary.kernel.Seam;
import io.granary.kernel.WrongSetting;
import io.granary.kube.HubCluster;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;
import io.granary.kube.Spans;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.sites.SiteDirectory;
import io.granary.sites.SiteLink;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Starts and stops the room within the application. */
@Singleton
@Seam("puts the clock and dice of the process into the rollouts")
final class RolloutRoom implements WorkspaceView, RolloutPlans {
    /** Those of other rooms start at 2500. */
    private static final int AFTER_PAYLOADS = 3_000;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private volatile @Nullable RolloutRounds rounds;
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private volatile @Nullable Ground ground;

    /** What others may see of a room that has started. */
    private record Ground(Workspaces workspaces, Leadership leadership) {}

    private volatile @Nullable PassedPlans plans;

    void start(
            @Observes @Priority(AFTER_PAYLOADS) HubOpens started,
            RolloutConfig config,
            Instance<HubCluster> hub,
            Instance<SiteDirectory> directory,
            Instance<RolloutPayloads> payloads,
            Instance<Spans> spans) {
        if (!config.enabled() || directory.isUnsatisfied()) {
            return;
        }
        var clock = Clock.systemUTC();
        var kinds = RolloutKinds.at(hub.get());
        var workspaces = new Workspaces(clock, this::stir);
        var terms = new Leadership.Terms(
                config.leaseNamespace(), config.identity(), config.leaseDuration(), config.leaseMargin());
        var leadership = new Leadership(hub.get(), terms, clock, System::nanoTime, this::stir);
        var sites =
                new SiteObjects(workspaces, () -> ThreadLocalRandom.current().nextLong());
        var contents = payloads.stream().toList();
        var chronicle = chronicle(config, workspaces, kinds, leadership);
        var parts = new RolloutRounds.Parts(
                new HubRolloutStore(kinds, contents),
                new ConfigMapLedger(sites, clock),
                workspaces,
                leadership,
                contents,
                chronicle,
                spans.get());
        var made = new RolloutRounds(parts, config.longestPause(), clock, System::nanoTime);
        rounds = made;
        ground = new Ground(workspaces, leadership);
        plans = new PassedPlans(made, kinds.histories(), () -> leadership.lease() != null);
        open.push(leadership);
        open.push(chronicle);
        follow(made, workspaces, kinds, directory.get());
        made.start(config.workers());
        chronicle.start();
        leadership.start();
    }

    private void stir() {
        var made = rounds;
        if (made != null) {
            made.stir();
        }
        followers.forEach(Runnable::run);
    }

    private boolean moves(RolloutKey key) {
        var made = rounds;
        return made != null && made.moves(key);
    }

    private SiteChronicle chronicle(
            RolloutConfig config, Workspaces workspaces, RolloutKinds kinds, Leadership leadership) {
        WrongSetting.range("granary.rollouts.site-writes-per-second", config.siteWritesPerSecond(), 1, 1000);
        return new SiteChronicle(
                workspaces,
                new SiteHistories(kinds.histories()),
                new SiteActivities(kinds.sites(), this::moves),
                () -> leadership.lease() != null,
                config.siteWritesPerSecond(),
                System::nanoTime);
    }

    private void follow(RolloutRounds made, Workspaces workspaces, RolloutKinds kinds, SiteDirectory directory) {
        open.push(made);
        open.push(directory.subscribe(workspaces.directory()));
        open.push(kinds.sites().watch("", "", workspaces));
        open.push(kinds.approvals().watch("", "", words(made)));
        open.push(kinds.rollouts().watch("", "", made));
    }

    private static Resources.Listener<HubObject<RolloutApprovalSpec, Void>> words(RolloutRounds rounds) {
        return new Resources.Listener<>() {
            @Override
            public void replaced(List<HubObject<RolloutApprovalSpec, Void>> all) {
                rounds.stir();
            }

            @Override
            public void changed(HubObject<RolloutApprovalSpec, Void> word) {
                var spec = word.spec();
                if (spec != null) {
                    rounds.stir(new RolloutKey(word.metadata().namespace(), spec.rollout()));
                }
            }

            @Override
            public void deleted(HubObject<RolloutApprovalSpec, Void> word) {
                rounds.stir();
            }
        };
    }

    @Override
    public boolean isRead() {
        var found = ground;
        return found != null && found.workspaces().isRead();
    }

    @Override
    public List<SiteView> sites(String namespace) {
        var found = ground;
        return found == null ? List.of() : found.workspaces().sites(namespace);
    }

    @Override
    public @Nullable SiteLink link(SiteUid site) {
        var found = ground;
        return found == null ? null : found.workspaces().link(site);
    }

    @Override
    public Surroundings.@Nullable Lease lease() {
        var found = ground;
        return found == null ? null : found.leadership().lease();
    }

    @Override
    public AutoCloseable follow(Runnable news) {
        followers.add(news);
        return () -> followers.remove(news);
    }

    @Override
    public boolean leads() {
        var known = plans;
        return known != null && known.leads();
    }

    @Override
    public List<RolloutKey> rollouts(String namespace) {
        var known = plans;
        return known == null ? List.of() : known.rollouts(namespace);
    }

    @Override
    public @Nullable PlanAnswer plan(RolloutKey rollout) {
        var known = plans;
        return known == null ? null : known.plan(rollout);
    }

    @Override
    public List<Outcome> history(String namespace, String site) {
        var known = plans;
        return known == null ? List.of() : known.history(namespace, site);
    }

    void stop(@Observes ShutdownEvent stopped) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
