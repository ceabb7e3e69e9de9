// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutTarget.PolicyTarget;
import io.granary.kube.HubCluster;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutPayload;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.RolloutStore.StoreProblem;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.WorkspaceView;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Puts the room together: its watches at the hub and at the sites, and the passes over all policies. */
public final class PolicyRoom implements AutoCloseable {
    private final PolicyKinds kinds;
    private final WorkspaceView sites;
    private final PolicyRounds rounds;
    private final SightingTimer timer;
    private final RandomGenerator random;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /**
     * Opens nothing yet.
     *
     * @param nanos the clock of {@link System#nanoTime}
     * @param random safe for all threads
     */
    public PolicyRoom(
            HubCluster hub,
            WorkspaceView sites,
            SightingTimer timer,
            LongSupplier nanos,
            RandomGenerator random,
            MeterRegistry registry) {
        this(PolicyKinds.at(hub), sites, timer, nanos, random, registry);
    }

    PolicyRoom(
            PolicyKinds kinds,
            WorkspaceView sites,
            SightingTimer timer,
            LongSupplier nanos,
            RandomGenerator random,
            MeterRegistry registry) {
        this.kinds = kinds;
        this.timer = timer;
        this.random = random;
        this.sites = sites;
        this.rounds = new PolicyRounds(
                kinds, sites, timer, nanos, random, new PolicyTeller(kinds, new PolicyMeters(registry)));
    }

    /** Begins to watch Policies and to hold the sites against them. */
    public void start() {
        open.push(rounds);
        rounds.start();
        open.push(sites.follow(rounds::sitesChanged));
        open.push(kinds.policies().watch("", "", rounds.shelf()));
    }

    /**
     * The payload for targets that name a Policy.
     *
     * @param news hears of each order whose sighting changed
     */
    public RolloutPayload payload(PayloadSites links, Consumer<Order> news) {
        return new PolicyPayload(new PolicyVisits(rounds, links, random), new SettingWriter(random), timer, news);
    }

    /**
     * A target with the hash of the Policy's present content, so that an edit of the Policy is a new revision. One that
     * carries a hash already stays as it is.
     *
     * @throws StoreProblem before all Policies were read, for a missing hash would be another revision
     */
    public RolloutTarget stamped(String namespace, RolloutTarget target) {
        if (!rounds.shelf().isRead()) {
            throw new StoreProblem("the hub has not read its Policies yet");
        }
        var wanted = target.policy();
        var name = wanted == null ? null : wanted.name();
        var policy = name == null ? null : rounds.shelf().find(new PolicyKey(namespace, name));
        var spec = policy == null ? null : policy.spec();
        if (wanted == null || spec == null || wanted.contentHash() != null) {
            return target;
        }
        var stamped = new PolicyTarget(name, PolicyTexts.hash(spec, PolicyTexts.settings(spec)));
        return new RolloutTarget(target.image(), target.template(), target.upgrade(), target.settings(), stamped);
    }

    @Override
    public void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
