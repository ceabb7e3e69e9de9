// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicyReportSpec.Verdict;
import io.granary.crd.v1alpha1.PolicyStatus.Sites;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many sites have which verdict, by policy: five series for each, whatever the number of sites. */
final class PolicyMeters {
    private final MeterRegistry registry;
    private final Map<PolicyKey, Sites> counts = new ConcurrentHashMap<>();
    private final Map<PolicyKey, List<Gauge>> gauges = new ConcurrentHashMap<>();

    PolicyMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void tell(PolicyKey key, Sites sites) {
        counts.put(key, sites);
        gauges.computeIfAbsent(
                key,
                fresh -> Arrays.stream(Verdict.values())
                        .map(verdict -> gauge(key, verdict))
                        .toList());
    }

    void forget(PolicyKey key) {
        var gone = gauges.remove(key);
        if (gone != null) {
            gone.forEach(registry::remove);
        }
        counts.remove(key);
    }

    private Gauge gauge(PolicyKey key, Verdict verdict) {
        return Gauge.builder("granary.policy.sites", () -> count(key, verdict))
                .description("Sites by what a policy finds there: `drifted` and `conflict` ones differ from it")
                .tag("workspace", key.namespace())
                .tag("policy", key.name())
                .tag("verdict", verdict.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private double count(PolicyKey key, Verdict verdict) {
        var sites = counts.get(key);
        if (sites == null) {
            return 0;
        }
        return switch (verdict) {
            case Compliant -> sites.compliant();
            case Drifted -> sites.drifted();
            case Conflict -> sites.conflict();
            case Pending -> sites.pending();
            case Unknown -> sites.unknown();
        };
    }
}
