// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.rollout.core.Entry;
import io.granary.rollout.core.Observed;
import io.granary.rollout.core.RolloutPlan;
import io.granary.rollout.core.Rules;
import io.granary.rollout.core.SiteUid;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** One pass over a rollout, for those who tell of it: what went in, and what came out. */
public record Pass(HubRollout hub, Rules rules, Observed observed, RolloutPlan plan, Instant at) {

    /** What is written down of each site after the pass. */
    Map<SiteUid, Entry> entries() {
        var all = new HashMap<>(observed.entries());
        plan.entries().forEach(entry -> all.put(entry.site(), entry));
        return all;
    }
}
