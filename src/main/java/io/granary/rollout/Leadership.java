// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubCluster;
import io.granary.kube.Resources;
import io.granary.kube.Written;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which hub moves the rollouts: a {@code coordination.k8s.io/v1} Lease. Another's lease is taken only when it did not
 * change for its whole duration by our own clock, so that clocks may differ. Each acquisition has a higher epoch, kept
 * in an annotation, and at least the seconds since 1970, so that a deleted Lease begins no older count.
 */
final class Leadership implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Leadership.class);
    private static final String NAME = "granary-rollouts";
    private static final String EPOCH = "granary.io/epoch";
    private static final DateTimeFormatter MICRO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    private final Resources<ObjectNode> leases;
    private final Terms terms;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Runnable won;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable Held held;
    private String watched = "";
    private long watchedSince;

    /**
     * @param namespace of the Lease
     * @param identity of this hub; the same again takes its own lease at once
     * @param duration of the lease after each renewal
     * @param margin the longest that a request may be under way; nothing is sent later than this before the end
     */
    record Terms(String namespace, String identity, Duration duration, Duration margin) {}

    private record Held(long epoch, long until) {}

    Leadership(HubCluster hub, Terms terms, Clock clock, LongSupplier nanos, Runnable won) {
        this.leases = hub.resources(SiteObjects.type("coordination.k8s.io/v1", "leases"));
        this.terms = terms;
        this.clock = clock;
        this.nanos = nanos;
        this.won = won;
    }

    void start() {
        Thread.ofVirtual().name("rollout-lease").start(this::run);
    }

    /** Null while another hub leads, or this one cannot know. */
    Surroundings.@Nullable Lease lease() {
        var mine = held;
        if (mine == null) {
            return null;
        }
        var left = mine.until() - nanos.getAsLong() - terms.margin().toNanos();
        return left <= 0
                ? null
                : new Surroundings.Lease(mine.epoch(), clock.instant().plusNanos(left));
    }

    private void run() {
        var pause = terms.duration().dividedBy(6).toMillis();
        try {
            do {
                try {
                    renew();
                } catch (ApiProblem.Failure silent) {
                    LOG.debugf("The lease was not renewed: %s", silent.getMessage());
                }
            } while (!stop.await(pause, TimeUnit.MILLISECONDS));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Once: renews what is ours, or takes what is free. */
    void renew() {
        var asked = nanos.getAsLong();
        var found = leases.find(terms.namespace(), NAME);
        if (found == null) {
            take(fresh(), asked);
            return;
        }
        var holder = found.path("spec").path("holderIdentity").asText("");
        var mine = held;
        if (mine != null && holder.equals(terms.identity()) && epoch(found) == mine.epoch()) {
            keep(found, mine.epoch(), asked);
        } else if (holder.isEmpty() || holder.equals(terms.identity()) || isOver(found)) {
            take(found, asked);
        } else {
            held = null;
        }
    }

    /** Whether the same record was seen for its whole duration. */
    private boolean isOver(ObjectNode lease) {
        var version = lease.path("metadata").path("resourceVersion").asText("");
        var now = nanos.getAsLong();
        if (!version.equals(watched)) {
            watched = version;
            watchedSince = now;
            return false;
        }
        var seconds =
                Math.max(1, lease.path("spec").path("leaseDurationSeconds").asLong(1));
        return now - watchedSince > Duration.ofSeconds(seconds).toNanos();
    }

    private void take(ObjectNode lease, long asked) {
        var epoch = Math.max(epoch(lease) + 1, clock.instant().getEpochSecond());
        lease.withObjectProperty("metadata").withObjectProperty("annotations").put(EPOCH, Long.toString(epoch));
        var spec = lease.withObjectProperty("spec");
        spec.put("holderIdentity", terms.identity());
        spec.put("acquireTime", now());
        spec.put("leaseTransitions", spec.path("leaseTransitions").asInt(0) + 1);
        if (keep(lease, epoch, asked)) {
            LOG.infof("This hub (%s) moves the rollouts from now on, epoch %d", terms.identity(), epoch);
            won.run();
        }
    }

    /** The lease counts from before the request, not from its answer. */
    private boolean keep(ObjectNode lease, long epoch, long asked) {
        lease.withObjectProperty("spec")
                .put("renewTime", now())
                .put("leaseDurationSeconds", terms.duration().toSeconds());
        var stored = lease.path("metadata").has("resourceVersion") ? leases.replace(lease) : leases.create(lease);
        if (stored instanceof Written.Stored<ObjectNode>) {
            held = new Held(epoch, asked + terms.duration().toNanos());
            return true;
        }
        LOG.debugf("The lease was not written: %s", stored);
        return false;
    }

    private ObjectNode fresh() {
        var lease = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "coordination.k8s.io/v1")
                .put("kind", "Lease");
        lease.putObject("metadata").put("namespace", terms.namespace()).put("name", NAME);
        return lease;
    }

    private static long epoch(JsonNode lease) {
        return lease.path("metadata").path("annotations").path(EPOCH).asLong(0);
    }

    private String now() {
        return MICRO.format(clock.instant().atOffset(ZoneOffset.UTC));
    }

    /** Gives the lease back, so that the next hub need not wait. */
    @Override
    public void close() {
        stop.countDown();
        var mine = held;
        held = null;
        if (mine == null) {
            return;
        }
        try {
            var lease = leases.find(terms.namespace(), NAME);
            if (lease != null && epoch(lease) == mine.epoch()) {
                lease.withObjectProperty("spec").put("holderIdentity", "");
                leases.replace(lease);
            }
        } catch (ApiProblem.Failure silent) {
            LOG.debugf("The lease was not given back: %s", silent.getMessage());
        }
    }
}
