// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Whether the time zone that somebody wrote is one: the schema knows what a name looks like, not which there are. */
public final class ZoneCheck {
    static final String TYPE = "TimeZoneKnown";

    private ZoneCheck() {}

    /**
     * The status, with a condition only where the zone is none.
     *
     * @param before as it is stored, for the date of the condition
     */
    public static SiteStatus on(
            SiteStatus fresh, @Nullable SiteStatus before, @Nullable SiteSpec spec, long generation, Instant now) {
        var zone = spec == null ? null : spec.timeZone();
        if (zone == null || exists(zone)) {
            return fresh;
        }
        var verdict = Verdict.no(
                TYPE,
                "NoSuchZone",
                "No time zone is called " + zone + ", and until it is mended rollouts leave the site alone: set"
                        + " spec.timeZone to an IANA name such as Europe/Zurich");
        return Conditions.with(fresh, before, verdict, generation, now);
    }

    private static boolean exists(String zone) {
        try {
            return !ZoneId.of(zone).getId().isEmpty();
        } catch (DateTimeException unknown) {
            return false;
        }
    }
}
