// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import io.granary.crd.v1alpha1.Condition;
import io.granary.crd.v1alpha1.SiteStatus;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Puts one condition into a status, and leaves the others alone. */
final class Conditions {
    private Conditions() {}

    static SiteStatus with(@Nullable SiteStatus stored, Verdict verdict, long generation, Instant now) {
        return with(stored == null ? Registration.NOTHING : stored, verdict.dated(stored, generation, now));
    }

    /** The fresh status with that condition, too; since when comes from the stored one. */
    static SiteStatus with(
            SiteStatus fresh, @Nullable SiteStatus stored, Verdict verdict, long generation, Instant now) {
        return with(fresh, verdict.dated(stored, generation, now));
    }

    /** The fresh status with the condition of that type as it stood. */
    static SiteStatus kept(SiteStatus fresh, @Nullable SiteStatus stored, String type) {
        return stored == null
                ? fresh
                : stored.conditions().stream()
                        .filter(condition -> condition.type().equals(type))
                        .findFirst()
                        .map(condition -> with(fresh, condition))
                        .orElse(fresh);
    }

    private static SiteStatus with(SiteStatus status, Condition condition) {
        var all = new ArrayList<>(status.conditions());
        all.removeIf(known -> known.type().equals(condition.type()));
        all.add(condition);
        return status.with(status.connectivity(), status.activity(), all);
    }
}
