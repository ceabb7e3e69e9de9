// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.kube.HubCluster;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.WorkspaceView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Puts the room together: its watches at the hub and at the sites, and the passes over all policies. */
public final class PolicyRoom implements AutoCloseable {
    private final PolicyKinds kinds;
    private final WorkspaceView sites;
    private final PolicyRounds rounds;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /**
     * Opens nothing yet.
     *
     * @param nanos the clock of {@link System#nanoTime}
     * @param random safe for all threads
     */
    public PolicyRoom(
            HubCluster hub, WorkspaceView sites, SightingTimer timer, LongSupplier nanos, RandomGenerator random) {
        this(PolicyKinds.at(hub), sites, timer, nanos, random);
    }

    PolicyRoom(
            PolicyKinds kinds, WorkspaceView sites, SightingTimer timer, LongSupplier nanos, RandomGenerator random) {
        this.kinds = kinds;
        this.sites = sites;
        this.rounds = new PolicyRounds(kinds, sites, timer, nanos, random);
    }

    /** Begins to watch Policies and to hold the sites against them. */
    public void start() {
        open.push(rounds);
        rounds.start();
        open.push(sites.follow(rounds::sitesChanged));
        open.push(kinds.policies().watch("", "", rounds.shelf()));
    }

    @Override
    public void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
