// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** What all servers of a process share: no server has a thread or timer of its own. */
public final class ClusterRuntime {
    private final Vertx vertx;
    private final Clock clock;
    private final Stamps stamps;
    private final WatchPulse pulse;
    private final CelRules rules = new CelRules();

    /** @param random gives uids, generated names and the length of watches; from a seed, everything repeats */
    public ClusterRuntime(Vertx vertx, Clock clock, RandomGenerator random) {
        this.vertx = vertx;
        this.clock = clock;
        this.stamps = new Stamps(clock, random);
        this.pulse = new WatchPulse(vertx);
    }

    public Vertx vertx() {
        return vertx;
    }

    public Clock clock() {
        return clock;
    }

    Stamps stamps() {
        return stamps;
    }

    CelRules rules() {
        return rules;
    }

    WatchPulse pulse() {
        return pulse;
    }
}
