// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.ApiProblem;
import io.granary.kube.ResourceType;
import io.granary.kube.Resources;
import io.granary.kube.Written;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@code coordination.k8s.io/v1} Lease by which one of several hubs works. Another's lease is taken only when it
 * did not change for its whole duration by our own clock, so that clocks may differ. It says who may work; what must
 * not happen twice at a site is fenced by the rollouts themselves.
 */
final class HubLease {
    static final ResourceType<ObjectNode> TYPE =
            ResourceType.of("coordination.k8s.io/v1", "leases", ObjectNode.class, HubLease::identity);
    private static final DateTimeFormatter MICRO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    private final Resources<ObjectNode> leases;
    private final Terms terms;
    private final Clock clock;
    private final LongSupplier nanos;
    private @Nullable Long until;
    private String watched = "";
    private long watchedSince;

    /** @param holder names this hub; the same again takes its own lease at once */
    record Terms(String namespace, String name, String holder, Duration duration) {}

    HubLease(Resources<ObjectNode> leases, Terms terms, Clock clock, LongSupplier nanos) {
        this.leases = leases;
        this.terms = terms;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** How long this hub holds the lease yet; negative or zero where it does not. */
    Duration left() {
        var end = until;
        return end == null ? Duration.ZERO : Duration.ofNanos(end - nanos.getAsLong());
    }

    /**
     * Takes or renews the lease where that is allowed. Nothing is known anew where the cluster does not answer.
     *
     * @return whether another hub has it
     * @throws ApiProblem.Failure where the cluster does not answer
     */
    boolean look() {
        var asked = nanos.getAsLong();
        var found = leases.find(terms.namespace(), terms.name());
        if (found == null) {
            write(fresh(), asked);
            return false;
        }
        var holder = found.path("spec").path("holderIdentity").asText("");
        if (holder.isEmpty() || holder.equals(terms.holder()) || isOver(found)) {
            write(found, asked);
            return false;
        }
        until = null;
        return true;
    }

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

    /** The lease counts from before the question, not from the answer; whoever was faster has it. */
    private void write(ObjectNode lease, long asked) {
        var spec = lease.withObjectProperty("spec");
        if (!spec.path("holderIdentity").asText("").equals(terms.holder())) {
            spec.put("holderIdentity", terms.holder());
            spec.put("acquireTime", now());
            spec.put("leaseTransitions", spec.path("leaseTransitions").asInt(0) + 1);
        }
        spec.put("renewTime", now())
                .put("leaseDurationSeconds", terms.duration().toSeconds());
        var stored = lease.path("metadata").has("resourceVersion") ? leases.replace(lease) : leases.create(lease);
        switch (stored) {
            case Written.Stored<ObjectNode> ignored ->
                until = asked + terms.duration().toNanos();
            case Written.Refused<ObjectNode>(var problem) -> throw new ApiProblem.Failure(problem);
            case Written.Conflict<ObjectNode> ignored -> watched = "";
            case Written.Unchanged<ObjectNode> ignored -> watched = "";
        }
    }

    /** Gives the lease back, so that the next hub need not wait. */
    void giveBack() {
        var mine = left().isPositive();
        until = null;
        if (!mine) {
            return;
        }
        var lease = leases.find(terms.namespace(), terms.name());
        if (lease != null
                && lease.path("spec").path("holderIdentity").asText("").equals(terms.holder())) {
            lease.withObjectProperty("spec").put("holderIdentity", "");
            leases.replace(lease);
        }
    }

    private ObjectNode fresh() {
        var lease = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "coordination.k8s.io/v1")
                .put("kind", "Lease");
        lease.putObject("metadata").put("namespace", terms.namespace()).put("name", terms.name());
        return lease;
    }

    private String now() {
        return MICRO.format(clock.instant().atOffset(ZoneOffset.UTC));
    }

    private static ResourceType.Identity identity(ObjectNode object) {
        var meta = object.path("metadata");
        return new ResourceType.Identity(
                meta.path("namespace").asText(""),
                meta.path("name").asText(""),
                meta.path("uid").asText(""),
                meta.path("resourceVersion").asText(""));
    }
}
