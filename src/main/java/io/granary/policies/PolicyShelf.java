// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.crd.v1alpha1.PolicyStatus;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Policies of the hub, kept by a watch. */
final class PolicyShelf implements Resources.Listener<HubObject<PolicySpec, PolicyStatus>> {
    private final Map<PolicyKey, HubObject<PolicySpec, PolicyStatus>> policies = new ConcurrentHashMap<>();
    private final Consumer<PolicyKey> news;
    private volatile boolean read;

    /** @param news hears which one came, changed or went */
    PolicyShelf(Consumer<PolicyKey> news) {
        this.news = news;
    }

    /** Whether all were read once; before that a missing one may be there. */
    boolean isRead() {
        return read;
    }

    @Nullable
    HubObject<PolicySpec, PolicyStatus> find(PolicyKey key) {
        return policies.get(key);
    }

    Collection<PolicyKey> keys() {
        return List.copyOf(policies.keySet());
    }

    @Override
    public void replaced(List<HubObject<PolicySpec, PolicyStatus>> all) {
        var present = all.stream().map(PolicyShelf::key).collect(Collectors.toSet());
        var gone = new HashSet<>(policies.keySet());
        gone.removeAll(present);
        gone.forEach(policies::remove);
        all.forEach(policy -> policies.put(key(policy), policy));
        read = true;
        gone.forEach(news);
        present.forEach(news);
    }

    @Override
    public void changed(HubObject<PolicySpec, PolicyStatus> policy) {
        var before = policies.put(key(policy), policy);
        // A status that Granary wrote itself is no news.
        if (before == null
                || policy.metadata().deletionTimestamp() != null
                || !java.util.Objects.equals(before.spec(), policy.spec())) {
            news.accept(key(policy));
        }
    }

    @Override
    public void deleted(HubObject<PolicySpec, PolicyStatus> policy) {
        policies.remove(key(policy));
        news.accept(key(policy));
    }

    private static PolicyKey key(HubObject<PolicySpec, PolicyStatus> policy) {
        return new PolicyKey(policy.metadata().namespace(), policy.metadata().name());
    }
}
