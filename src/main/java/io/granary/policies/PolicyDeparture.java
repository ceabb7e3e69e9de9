// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicyReportSpec.Row;
import io.granary.crd.v1alpha1.PolicyReportSpec.Verdict;
import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.crd.v1alpha1.PolicySpec.DeletionPolicy;
import io.granary.crd.v1alpha1.PolicyStatus;
import io.granary.kube.HubObject;
import io.granary.kube.HubObject.Meta;
import io.granary.kube.Resources;
import io.granary.kube.Written;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds a Policy with {@code deletionPolicy: Delete} at the hub, by a finalizer, until what it made at the sites is
 * deleted. One that keeps what it made has no finalizer and goes at once.
 */
final class PolicyDeparture {
    private static final Logger LOG = Logger.getLogger(PolicyDeparture.class);
    static final String FINALIZER = "granary.io/made-at-sites";

    private final Resources<HubObject<PolicySpec, PolicyStatus>> policies;

    PolicyDeparture(Resources<HubObject<PolicySpec, PolicyStatus>> policies) {
        this.policies = policies;
    }

    enum Stage {
        STAYS,
        /** It is being deleted, and the finalizer holds it. */
        LEAVES,
        GONE
    }

    static Stage stage(@Nullable HubObject<PolicySpec, PolicyStatus> policy) {
        if (policy == null || policy.spec() == null) {
            return Stage.GONE;
        }
        if (policy.metadata().deletionTimestamp() == null) {
            return Stage.STAYS;
        }
        return isMarked(policy) ? Stage.LEAVES : Stage.GONE;
    }

    private static boolean isMarked(HubObject<PolicySpec, PolicyStatus> policy) {
        return policy.metadata().finalizers().contains(FINALIZER);
    }

    static boolean deletes(PolicySpec spec) {
        return spec.deletionPolicy() == DeletionPolicy.Delete;
    }

    /** The policy with the finalizer that its spec asks for, or without; null where that was not written. */
    @Nullable
    HubObject<PolicySpec, PolicyStatus> marked(HubObject<PolicySpec, PolicyStatus> policy, PolicySpec spec) {
        return isMarked(policy) == deletes(spec)
                ? policy
                : write(policy, deletes(spec) ? List.of(FINALIZER) : List.of());
    }

    /** Lets a policy go that is being deleted; false where that was not written. */
    boolean letGo(HubObject<PolicySpec, PolicyStatus> policy) {
        return write(policy, List.of()) != null;
    }

    /** Of the object only the finalizer, which is all that the hub says of it as a manager of fields. */
    private @Nullable HubObject<PolicySpec, PolicyStatus> write(
            HubObject<PolicySpec, PolicyStatus> policy, List<String> finalizers) {
        var meta = policy.metadata();
        var mark = new Meta(
                meta.namespace(),
                meta.name(),
                meta.uid(),
                meta.resourceVersion(),
                null,
                null,
                null,
                Map.of(),
                Map.of(),
                finalizers,
                List.of());
        return switch (policies.apply(new HubObject<>(policy.apiVersion(), policy.kind(), mark, null, null))) {
            case Written.Stored<HubObject<PolicySpec, PolicyStatus>>(var stored) -> stored;
            case Written.Unchanged<HubObject<PolicySpec, PolicyStatus>>(var same) -> same;
            case Written.Conflict<HubObject<PolicySpec, PolicyStatus>> overtaken -> null;
            case Written.Refused<HubObject<PolicySpec, PolicyStatus>>(var problem) -> {
                LOG.warnf("The finalizer of Policy %s was not written: %s", meta.name(), problem.message());
                yield null;
            }
        };
    }

    /** What a deletion still waits for; null for nothing. */
    static @Nullable String waitsFor(Collection<Row> rows) {
        var objects = rows.stream().mapToInt(row -> row.made().size()).sum();
        if (objects == 0) {
            return null;
        }
        var sites = rows.stream().filter(row -> !row.made().isEmpty()).toList();
        var away =
                sites.stream().filter(row -> row.verdict() == Verdict.Unknown).count();
        return objects + (objects == 1 ? " object at " : " objects at ") + sites.size()
                + (sites.size() == 1 ? " site" : " sites") + " to be deleted first"
                + (away == 0 ? "" : ", " + away + " of them out of reach")
                + ": wait, or set spec.deletionPolicy to Keep to leave them there.";
    }

    /** Tells what stays behind of a policy that is gone. */
    static void tell(PolicyKey key, Collection<Row> rows) {
        var objects = rows.stream().mapToInt(row -> row.made().size()).sum();
        if (objects > 0) {
            LOG.infof(
                    "Policy %s is gone and left %d objects at sites, as its deletionPolicy says; they bear the label"
                            + " granary.io/policy=%s",
                    key, objects, key.name());
        }
    }
}
