// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One shard of a revision's outcomes.
 *
 * @param epoch of the leader that wrote last
 * @param number of the revision
 * @param sites one entry for each site that is no longer merely pending
 */
public record RolloutReportSpec(
        @Required String rollout,
        @Required Integer number,
        @Required Integer shard,
        @Required Long epoch,
        List<Entry> sites) {
    public RolloutReportSpec {
        sites = sites == null ? List.of() : List.copyOf(sites);
    }

    /**
     * One site. Names are short because this is the object that is written most; times are seconds since 1970.
     *
     * @param s site UID
     * @param n name of the site when this was written, for people; Granary goes by the UID
     * @param p phase
     * @param w wave
     * @param a attempt
     * @param t since when in this phase
     * @param st started at
     * @param sa succeeded at
     * @param rt reachable seconds of this attempt up to {@code rk}
     * @param rk since when reachable time is counted, or absent while unreachable
     * @param us since when unreachable
     * @param c reason
     * @param m message, at most 160 characters
     * @param e epoch of the admission
     * @param q serial of the admission
     * @param l true in the catch-up lane
     * @param f how often it was not fetched ahead, one after the other
     */
    public record Entry(
            @Required String s,
            @Nullable String n,
            @Required String p,
            @Nullable String w,
            int a,
            long t,
            @Nullable Long st,
            @Nullable Long sa,
            @Nullable Long rt,
            @Nullable Long rk,
            @Nullable Long us,
            @Nullable String c,
            @Nullable String m,
            long e,
            long q,
            @Nullable Boolean l,
            @Nullable Integer f) {}
}
