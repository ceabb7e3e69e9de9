// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.crd.v1alpha1.SiteStatus.Activity;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;
import io.granary.kube.Written;
import io.granary.rollout.core.Activities;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What rollouts do with sites now, in the status of the Sites; the rest of that status is the sites' own room's. */
final class SiteActivities {
    private final Resources<HubObject<SiteSpec, SiteStatus>> sites;
    private final Predicate<RolloutKey> alive;
    private final Map<RolloutKey, Map<String, Activity>> told = new ConcurrentHashMap<>();

    /** @param alive whether there is such a rollout */
    SiteActivities(Resources<HubObject<SiteSpec, SiteStatus>> sites, Predicate<RolloutKey> alive) {
        this.sites = sites;
        this.alive = alive;
    }

    /** @param activities by the name of the site */
    void tell(RolloutKey rollout, Map<String, Activity> activities) {
        told.put(rollout, activities);
    }

    void forget(RolloutKey rollout) {
        told.remove(rollout);
    }

    /** Whether a Site says something else than is so. */
    boolean isWrong(HubObject<SiteSpec, SiteStatus> site) {
        var status = site.status();
        return status != null && !Objects.equals(status.activity(), wanted(site, status.activity()));
    }

    private @Nullable Activity wanted(HubObject<SiteSpec, SiteStatus> site, @Nullable Activity said) {
        var namespace = site.metadata().namespace();
        var by = said == null ? null : new RolloutKey(namespace, said.rollout());
        if (by != null && alive.test(by) && !told.containsKey(by)) {
            return said;
        }
        return Activities.first(told.entrySet().stream()
                .filter(rollout -> rollout.getKey().namespace().equals(namespace))
                .map(rollout -> rollout.getValue().get(site.metadata().name()))
                .filter(Objects::nonNull));
    }

    /** Null if there was nothing to write. */
    @Nullable
    Written<?> write(HubObject<SiteSpec, SiteStatus> site) {
        var status = site.status();
        if (status == null || !isWrong(site)) {
            return null;
        }
        return sites.replaceStatus(site.withStatus(
                status.with(status.connectivity(), wanted(site, status.activity()), status.conditions())));
    }
}
