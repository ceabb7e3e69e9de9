// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.SiteHistory;
import io.granary.crd.v1alpha1.SiteHistorySpec;
import io.granary.crd.v1alpha1.SiteHistorySpec.Outcome;
import io.granary.kube.HubObject;
import io.granary.kube.HubObject.Meta;
import io.granary.kube.Resources;
import io.granary.kube.Wire;
import io.granary.kube.Written;
import io.granary.rollout.core.Outcomes;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.StableHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the SiteHistories. Entries of rollouts are the facts, and are offered at each pass; in memory is only a number
 * for each outcome that is known to be written, so that 10,000 sites cost some megabytes and a quiet fleet no request.
 */
final class SiteHistories {
    private final Resources<HubObject<SiteHistorySpec, Void>> histories;
    private final Map<SitePlace, Known> known = new ConcurrentHashMap<>();
    private final Map<SitePlace, List<Outcome>> pending = new ConcurrentHashMap<>();
    private volatile boolean read;

    SiteHistories(Resources<HubObject<SiteHistorySpec, Void>> histories) {
        this.histories = histories;
    }

    /** @param floor the oldest outcome of a full ring; what is older fell out of it. Empty while there is room */
    private record Known(long[] marks, String floor) {
        static Known of(List<Outcome> ring) {
            var marks = ring.stream().mapToLong(SiteHistories::mark).sorted().toArray();
            return new Known(
                    marks, ring.size() < Outcomes.MOST ? "" : ring.getLast().at());
        }

        boolean has(Outcome one) {
            return Arrays.binarySearch(marks, mark(one)) >= 0 || one.at().compareTo(floor) <= 0;
        }
    }

    private static long mark(Outcome one) {
        return StableHash.of(
                one.rollout() + "/" + one.revision() + "/" + one.attempt(),
                one.outcome() + "/" + one.at() + "/" + one.startedAt());
    }

    /** Reads all once, so that a hub that starts need not ask for each site. */
    private void readAll() {
        if (!read) {
            for (var history : histories.list("", "")) {
                var spec = history.spec();
                var meta = history.metadata();
                if (spec != null) {
                    known.put(new SitePlace(meta.namespace(), meta.name()), Known.of(spec.outcomes()));
                }
            }
            read = true;
        }
    }

    /**
     * Whether the outcome is still to be written; it is kept until then.
     *
     * @throws io.granary.kube.ApiProblem.Failure if the histories cannot be read
     */
    boolean isNews(SitePlace place, Outcome outcome) {
        readAll();
        var written = known.get(place);
        if (written != null && written.has(outcome)) {
            return false;
        }
        pending.merge(place, List.of(outcome), SiteHistories::joined);
        return true;
    }

    private static List<Outcome> joined(List<Outcome> some, List<Outcome> others) {
        var all = new ArrayList<>(some);
        others.stream().filter(one -> !all.contains(one)).forEach(all::add);
        return all.size() <= Outcomes.MOST ? List.copyOf(all) : Outcomes.merged(List.of(), all);
    }

    /**
     * Writes what is pending of a site.
     *
     * @param site its object, which the history goes with
     * @return what the server said; null if there was nothing to write
     */
    @Nullable
    Written<?> write(SitePlace place, HubObject<?, ?> site, SiteUid uid) {
        var fresh = pending.remove(place);
        if (fresh == null) {
            return null;
        }
        var stored = histories.find(place.namespace(), place.name());
        var spec = stored == null ? null : stored.spec();
        var before = spec == null ? List.<Outcome>of() : spec.outcomes();
        var ring = Outcomes.merged(before, fresh);
        if (ring.equals(before)) {
            known.put(place, Known.of(ring));
            return null;
        }
        var next = new SiteHistorySpec(uid.value(), ring);
        var written = stored == null
                ? histories.create(HubObject.of(SiteHistory.class, meta(place, site), next))
                : histories.replace(stored.withSpec(next));
        if (written instanceof Written.Stored<?> || written instanceof Written.Unchanged<?>) {
            known.put(place, Known.of(ring));
        }
        return written;
    }

    private static Meta meta(SitePlace place, HubObject<?, ?> site) {
        var owner = Wire.mapper()
                .createObjectNode()
                .put("apiVersion", site.apiVersion())
                .put("kind", "Site")
                .put("name", place.name())
                .put("uid", site.metadata().uid());
        return Meta.of(place.namespace(), place.name(), Map.of()).ownedBy(owner);
    }
}
