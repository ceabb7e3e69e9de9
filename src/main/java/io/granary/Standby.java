// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary;

import static java.util.Objects.requireNonNull;

import io.granary.kernel.HubOpens;
import io.granary.kernel.Seam;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubCluster;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets one of several hubs work. The others wait before any room of theirs opens: they read no site, write nothing, and
 * serve only health and metrics. So the resource versions and page tokens that clients hold are of one hub, no status
 * has two authors, and the files of the hub one owner.
 *
 * <p>A hub whose lease cannot be renewed ends before another may take it, as if its power were cut, and is started
 * again to stand by.
 */
@Singleton
@Seam("puts the clock of the process into the lease, and names it after its machine")
final class Standby {
    private static final Logger LOG = Logger.getLogger(Standby.class);
    private static final int BEFORE_ALL = 100;
    private static final int AFTER_ALL = 10_000;
    private static final int LEASE_LOST = 3;

    /** What this hub is doing; readiness and metrics say it. */
    enum Stage {
        STANDING_BY,
        STARTING,
        WORKING
    }

    private final CountDownLatch ending = new CountDownLatch(1);
    private volatile Stage stage = Stage.STANDING_BY;
    private volatile @Nullable HubLease lease;
    private volatile @Nullable ApiDoor door;
    private volatile String lastTrouble = "";
    private volatile @Nullable WorkingLabel label;

    Stage stage() {
        return stage;
    }

    /** The rooms open here, or where another hub works, as soon as it does not any more. */
    void begin(
            @Observes @Priority(AFTER_ALL) StartupEvent started,
            StandbyConfig config,
            Instance<HubCluster> hub,
            MeterRegistry registry,
            Event<HubOpens> rooms) {
        Gauge.builder("granary.hub.working", this, self -> self.stage == Stage.WORKING ? 1 : 0)
                .description("1 in the hub that works, 0 in those that stand by")
                .register(registry);
        if (!config.enabled()) {
            open(rooms);
            return;
        }
        var holder = config.pod().orElseGet(Standby::machine);
        var terms = new HubLease.Terms(config.namespace(), config.lease(), holder, config.leaseDuration());
        var cluster = hub.get();
        config.pod().ifPresent(pod -> label = new WorkingLabel(cluster.door(), config.namespace(), pod));
        door = cluster.doorApart();
        var leases = cluster.resources(HubLease.TYPE, door);
        var awaited = new HubLease(leases, terms, Clock.systemUTC(), System::nanoTime);
        Thread.ofPlatform().name("hub-turn").start(() -> {
            if (isOurTurn(awaited, terms)) {
                lease = awaited;
                Thread.ofVirtual().name("hub-lease").start(() -> keep(awaited, terms));
                openOrEnd(rooms);
            }
        });
    }

    private void open(Event<HubOpens> rooms) {
        stage = Stage.STARTING;
        rooms.fire(new HubOpens());
        stage = Stage.WORKING;
    }

    /** A room that cannot open ends the hub, as it does at the start of the process. */
    private void openOrEnd(Event<HubOpens> rooms) {
        try {
            open(rooms);
            letIn();
        } catch (RuntimeException failure) {
            StartupSentence.of(failure)
                    .ifPresentOrElse(LOG::fatal, () -> LOG.fatal("A room of the hub cannot open", failure));
            Quarkus.asyncExit(1);
        }
    }

    /** Clients may come. */
    private void letIn() {
        var mine = label;
        if (mine != null) {
            try {
                mine.putOn();
            } catch (ApiProblem.Failure refused) {
                LOG.errorf("The pod of this hub is not labelled, so no Service finds it: %s", refused.getMessage());
            }
        }
    }

    /** Waits; false when the hub ends before. */
    private boolean isOurTurn(HubLease awaited, HubLease.Terms terms) {
        var told = false;
        while (true) {
            if (look(awaited) && !told) {
                LOG.infof("Another hub works, this one (%s) stands by", terms.holder());
                told = true;
            }
            if (awaited.left().isPositive()) {
                LOG.infof("This hub (%s) works from now on", terms.holder());
                return true;
            }
            if (pause(terms.duration().dividedBy(8))) {
                return false;
            }
        }
    }

    /** Asks however often it failed before: a cluster that is back is to find its hub at work. */
    private boolean look(HubLease awaited) {
        try {
            requireNonNull(door).recovered();
            var others = awaited.look();
            lastTrouble = "";
            return others;
        } catch (ApiProblem.Failure silent) {
            var trouble = String.valueOf(silent.getMessage());
            if (!trouble.equals(lastTrouble)) {
                LOG.warnf("The lease of the hub cannot be read or written: %s", trouble);
                lastTrouble = trouble;
            }
            return false;
        }
    }

    private void keep(HubLease mine, HubLease.Terms terms) {
        while (!pause(terms.duration().dividedBy(6))) {
            look(mine);
            if (mine.left().compareTo(terms.duration().dividedBy(5)) < 0 && ending.getCount() > 0) {
                LOG.fatalf("This hub (%s) cannot keep its lease, and ends before another works", terms.holder());
                Runtime.getRuntime().halt(LEASE_LOST);
            }
        }
    }

    /** Waits so long; true when the hub ends. */
    private boolean pause(Duration time) {
        try {
            return ending.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** No client comes any more, while the rooms close. */
    void close(@Observes @Priority(BEFORE_ALL) ShutdownEvent stopped) {
        var mine = label;
        stage = Stage.STARTING;
        if (mine != null && lease != null) {
            try {
                mine.takeOff();
            } catch (ApiProblem.Failure refused) {
                LOG.debugf("The label of this hub's pod stays: %s", refused.getMessage());
            }
        }
    }

    /** All rooms are closed: another may begin. */
    void end(@Observes @Priority(AFTER_ALL) ShutdownEvent stopped) {
        ending.countDown();
        var mine = lease;
        if (mine != null) {
            try {
                mine.giveBack();
            } catch (ApiProblem.Failure silent) {
                LOG.debugf("The lease was not given back: %s", silent.getMessage());
            }
        }
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "granary";
        }
    }
}
