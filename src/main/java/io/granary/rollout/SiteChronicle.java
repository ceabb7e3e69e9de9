// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.crd.v1alpha1.SiteStatus.Activity;
import io.granary.kernel.DueQueue;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubObject;
import io.granary.kube.Written;
import io.granary.rollout.core.Activities;
import io.granary.rollout.core.Outcomes;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells at each Site what rollouts do there and did before. It never holds a pass up: sites queue, and are written one
 * by one at a bounded rate, with what is true by then. What is lost with the process is told again by the next pass.
 */
final class SiteChronicle implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SiteChronicle.class);
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Workspaces workspaces;
    private final SiteHistories histories;
    private final SiteActivities activities;
    private final BooleanSupplier leads;
    private final long pause;
    private final DueQueue<SitePlace> due;
    private @Nullable Thread thread;
    private volatile boolean closed;

    /**
     * @param leads whether this hub is the one that writes
     * @param writesPerSecond at most
     */
    SiteChronicle(
            Workspaces workspaces,
            SiteHistories histories,
            SiteActivities activities,
            BooleanSupplier leads,
            int writesPerSecond,
            LongSupplier nanos) {
        this.workspaces = workspaces;
        this.histories = histories;
        this.activities = activities;
        this.leads = leads;
        this.pause = TimeUnit.SECONDS.toNanos(1) / writesPerSecond;
        this.due = new DueQueue<>(nanos);
    }

    void start() {
        thread = Thread.ofVirtual().name("site-chronicle").start(this::work);
    }

    /** A pass is over. */
    void told(RolloutKey key, Pass pass) {
        var doing = new HashMap<String, Activity>();
        for (var decision : pass.plan().decisions()) {
            var activity = Activities.of(key.name(), decision, pass.at());
            if (activity != null) {
                doing.put(decision.site().name(), activity);
            }
        }
        activities.tell(key, doing);
        review(key.namespace());
        try {
            record(key, pass);
        } catch (ApiProblem.Failure away) {
            LOG.debugf("The histories wait: %s", away.problem().message());
        }
    }

    private void record(RolloutKey key, Pass pass) {
        var entries = pass.entries();
        for (var site : pass.observed().sites()) {
            var entry = entries.get(site.uid());
            var outcome = entry == null ? null : Outcomes.of(key.name(), entry);
            var place = new SitePlace(key.namespace(), site.name());
            if (outcome != null && histories.isNews(place, outcome)) {
                due.add(place, Duration.ZERO);
            }
        }
    }

    /** A rollout is gone. */
    void forgotten(RolloutKey key) {
        activities.forget(key);
        review(key.namespace());
    }

    /** Puts right what Sites say of rollouts that are gone; the empty namespace is all. */
    void review(String namespace) {
        for (var site : workspaces.stored(namespace)) {
            if (activities.isWrong(site)) {
                due.add(place(site), SETTLE);
            }
        }
    }

    private static SitePlace place(HubObject<SiteSpec, SiteStatus> site) {
        return new SitePlace(site.metadata().namespace(), site.metadata().name());
    }

    private void work() {
        while (!closed) {
            try {
                var place = due.take();
                try {
                    write(place);
                } catch (ApiProblem.Failure away) {
                    due.add(place, AGAIN);
                } finally {
                    due.done(place);
                }
            } catch (InterruptedException ended) {
                return;
            } catch (RuntimeException bug) {
                LOG.errorf(bug, "A site's activity or history was not written");
            }
        }
    }

    private void write(SitePlace place) throws InterruptedException {
        var site = workspaces.stored(place);
        if (site == null || !leads.getAsBoolean()) {
            return;
        }
        heard(place, histories.write(place, site, SiteViews.uid(site)));
        heard(place, activities.write(site));
    }

    /** What was refused is offered again by the next pass. */
    private void heard(SitePlace place, @Nullable Written<?> written) throws InterruptedException {
        if (written == null) {
            return;
        }
        if (written instanceof Written.Refused<?> refused) {
            LOG.debugf("%s was not written: %s", place, refused.problem().message());
        } else if (written instanceof Written.Conflict<?>) {
            due.add(place, SETTLE);
        }
        TimeUnit.NANOSECONDS.sleep(pause);
    }

    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
