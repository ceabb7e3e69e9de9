// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import io.granary.crd.v1alpha1.Condition;
import io.granary.crd.v1alpha1.SiteStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A condition before it is dated. */
record Verdict(String type, String status, String reason, String message) {

    static Verdict yes(String type, String reason, String message) {
        return new Verdict(type, "True", reason, message);
    }

    static Verdict no(String type, String reason, String message) {
        return new Verdict(type, "False", reason, message);
    }

    static Verdict unknown(String type, String reason, String message) {
        return new Verdict(type, "Unknown", reason, message);
    }

    /** The condition, which keeps its date as long as its status stays. */
    Condition dated(@Nullable SiteStatus before, long generation, Instant now) {
        var earlier = before == null
                ? null
                : before.conditions().stream()
                        .filter(condition -> condition.type().equals(type))
                        .findFirst()
                        .orElse(null);
        var since = earlier != null && earlier.status().equals(status) ? earlier.lastTransitionTime() : text(now);
        return new Condition(type, status, generation, since, reason, message);
    }

    /** As Kubernetes writes times. */
    static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
