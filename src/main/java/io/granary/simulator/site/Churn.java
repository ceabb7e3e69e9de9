// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.ObjectKey;
import java.time.Duration;
import java.util.Optional;

/** Makes virtual machines start, stop, pause and move by themselves, at a rate over the whole fleet. */
public final class Churn {
    private static final Duration TICK = Duration.ofMillis(50);

    /** What one push of a machine amounts to in changes of objects, on average. */
    private static final double CHANGES_PER_PUSH = 4;

    private final Fleet fleet;
    private final SimClock clock;
    private final Seeds seeds;
    private double perSecond;
    private double owed;
    private long round;
    private boolean running;

    public Churn(Fleet fleet, SimClock clock, Seeds seeds) {
        this.fleet = fleet;
        this.clock = clock;
        this.seeds = seeds;
    }

    /** Changes of objects per second over the whole fleet from now on; 0 stops. */
    public synchronized void rate(double changesPerSecond) {
        perSecond = changesPerSecond;
        if (changesPerSecond > 0 && !running) {
            running = true;
            clock.after(TICK, this::tick);
        }
    }

    public synchronized double rate() {
        return perSecond;
    }

    private synchronized void tick() {
        if (perSecond <= 0) {
            running = false;
            return;
        }
        owed += perSecond / CHANGES_PER_PUSH * TICK.toMillis() / 1000.0;
        for (; owed >= 1; owed--) {
            push(seeds.of(round++));
        }
        clock.after(TICK, this::tick);
    }

    /** Pushes one machine of a site that is connected, in use, and not in the middle of an upgrade. */
    private void push(Seeds dice) {
        var site = fleet.sites().get(dice.of("site").below(fleet.sites().size()));
        if (site.link() != SitePlan.Link.CONNECTED || site.plan().size().vms() == 0 || site.isUpgrading()) {
            return;
        }
        var machines = site.store().list(ResourceKind.VM.groupResource());
        if (machines.isEmpty()) {
            return;
        }
        var stored = machines.get(dice.of("vm").below(machines.size()));
        var machine = Machine.of(Optional.of(stored));
        if (machine.isEmpty()) {
            return;
        }
        var life = site.life();
        switch (machine.get().state().power()) {
            case STOPPED -> life.start(stored.key());
            case PAUSED -> life.unpause(stored.key());
            case RUNNING -> pushRunning(life, stored.key(), dice.of("what").below(10));
            case STARTING, STOPPING, MIGRATING -> {
                // On its way already.
            }
        }
    }

    private static void pushRunning(VmLife life, ObjectKey key, int dice) {
        if (dice < 3 && life.migrate(key)) {
            return;
        }
        if (dice < 6) {
            life.restart(key);
        } else if (dice < 8) {
            life.pause(key);
        } else {
            life.stop(key);
        }
    }
}
