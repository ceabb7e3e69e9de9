// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.crd.v1alpha1.PolicyStatus;
import io.granary.kube.HubObject;
import io.granary.kube.StatusPatcher;
import io.granary.kube.Written;
import io.granary.policies.core.PolicyStatuses;
import java.time.Instant;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells how the sites stand to a policy: in its status, and in the metrics of this hub. */
final class PolicyTeller {
    private static final Logger LOG = Logger.getLogger(PolicyTeller.class);

    private final StatusPatcher<HubObject<PolicySpec, PolicyStatus>> statuses;
    private final PolicyMeters meters;

    PolicyTeller(PolicyKinds kinds, PolicyMeters meters) {
        this.statuses = new StatusPatcher<>(kinds.policies(), HubObject::status);
        this.meters = meters;
    }

    void forget(PolicyKey key) {
        meters.forget(key);
    }

    /**
     * False where somebody else wrote meanwhile, or the hub refused.
     *
     * @param departure what a deletion waits for; null for none
     */
    boolean tell(
            PolicyKey key,
            HubObject<PolicySpec, PolicyStatus> policy,
            PolicyPass pass,
            PolicyBook book,
            @Nullable String departure,
            Instant now) {
        var generation = Objects.requireNonNullElse(policy.metadata().generation(), 1L);
        var status = PolicyStatuses.of(
                new PolicyStatuses.Pass(
                        book.rows(), pass.findings(), pass.content().hash(), generation, book.shards(), departure),
                policy.status(),
                now);
        var sites = status.sites();
        if (sites != null) {
            meters.tell(key, sites);
        }
        return switch (statuses.patch(policy, policy.withStatus(status))) {
            case Written.Stored<HubObject<PolicySpec, PolicyStatus>> stored -> true;
            case Written.Unchanged<HubObject<PolicySpec, PolicyStatus>> same -> true;
            case Written.Conflict<HubObject<PolicySpec, PolicyStatus>> overtaken -> false;
            case Written.Refused<HubObject<PolicySpec, PolicyStatus>> refused -> {
                LOG.warnf(
                        "The status of Policy %s was not written: %s",
                        policy.metadata().name(), refused.problem().message());
                yield false;
            }
        };
    }
}
