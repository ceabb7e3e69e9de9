// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is left of every budget in this pass. Counts all revisions in flight; a lower limit never stops what runs. */
final class Slots {
    private final Rules rules;
    private final Map<String, Integer> freeInWave = new HashMap<>();
    private final Map<String, Integer> inGroup = new HashMap<>();
    private final Map<String, Integer> fetching = new HashMap<>();
    private final int strictFree;
    private int free;
    private int strictUsed;
    private int catchUpFree;

    Slots(Rules rules, Census all, Map<String, Census> waves, int older, int tolerance) {
        this.rules = rules;
        this.free = rules.concurrency().concurrency(all.eligible()) - all.inFlight - older;
        this.catchUpFree = rules.brakes().catchUp() - all.carried;
        this.strictFree = tolerance + 1 - all.failed - all.timedOut - all.inFlight - older;
        for (var wave : rules.waves()) {
            var count = waves.getOrDefault(wave.name(), new Census());
            var limit = wave.concurrency();
            freeInWave.put(
                    wave.name(),
                    limit == null
                            ? Integer.MAX_VALUE
                            : limit.concurrency(count.eligible()) - count.inFlight + count.carried);
        }
    }

    void occupy(List<SiteView> inFlight) {
        inFlight.forEach(site -> inGroup.merge(group(site), 1, Integer::sum));
    }

    /** Takes a slot, or says which budget is spent. */
    @Nullable
    Reason take(SiteView site, Entry entry, Entry.Lane lane) {
        var perGroup = rules.control().perGroup();
        var group = group(site);
        if (free <= 0) {
            return Reason.BUDGET;
        }
        if (Admission.strict(rules, entry) && strictFree - strictUsed <= 0) {
            return Reason.FAILURE_BOUND;
        }
        if (perGroup != null && !group.isEmpty() && inGroup.getOrDefault(group, 0) >= perGroup.maxConcurrency()) {
            return Reason.GROUP_BUDGET;
        }
        if (lane == Entry.Lane.CATCH_UP && catchUpFree <= 0) {
            return Reason.CATCH_UP_BUDGET;
        }
        if (lane == Entry.Lane.WAVE && freeInWave.getOrDefault(entry.wave(), 0) <= 0) {
            return Reason.BUDGET;
        }
        free--;
        strictUsed++;
        inGroup.merge(group, 1, Integer::sum);
        if (lane == Entry.Lane.CATCH_UP) {
            catchUpFree--;
        } else {
            freeInWave.merge(entry.wave(), -1, Integer::sum);
        }
        return null;
    }

    /** Whether the line that a site shares has room for one that only fetches ahead. */
    boolean mayFetch(SiteView site) {
        var perGroup = rules.control().perGroup();
        var group = group(site);
        return perGroup == null
                || group.isEmpty()
                || inGroup.getOrDefault(group, 0) + fetching.getOrDefault(group, 0) < perGroup.maxConcurrency();
    }

    /** One fetches ahead: it fills the line, and takes nobody's slot. */
    void fetches(SiteView site) {
        fetching.merge(group(site), 1, Integer::sum);
    }

    private String group(SiteView site) {
        var perGroup = rules.control().perGroup();
        return perGroup == null ? "" : site.labels().getOrDefault(perGroup.label(), "");
    }
}
