// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One shard of the rows of a policy. */
public record PolicyReportSpec(
        @Required String policy, @Required Integer shard, List<Row> sites) {
    public PolicyReportSpec {
        sites = sites == null ? List.of() : List.copyOf(sites);
    }

    /**
     * How one site stands.
     *
     * @param uid of the site
     * @param name of the site
     * @param since when it came to this verdict, RFC 3339
     * @param message what a person should know or do; at most 300 characters
     * @param revision hash of the content that a Rollout last brought there; only where Rollouts bring it
     * @param made objects that Granary made there, and will delete when the policy no longer has them
     * @param mended what Granary wrote lately, so that a restart forgets no fight
     */
    public record Row(
            @Required String uid,
            @Required String name,
            @Required Verdict verdict,
            @Required String since,
            @Nullable String message,
            List<Difference> differences,
            @Nullable String revision,
            List<Mend> mended,
            List<String> made) {
        public Row {
            made = made == null ? List.of() : List.copyOf(made);
            differences = differences == null ? List.of() : List.copyOf(differences);
            mended = mended == null ? List.of() : List.copyOf(mended);
        }
    }

    public enum Verdict {
        Compliant,
        Drifted,
        Conflict,
        Pending,
        Unknown
    }

    /**
     * What is not as the policy wants it.
     *
     * @param what such as {@code Setting ntp-servers}
     * @param field within it; absent for the whole
     * @param manager who wrote it last, as the site's API server knows him
     */
    public record Difference(
            @Required String what,
            @Nullable String field,
            @Nullable String wanted,
            @Nullable String found,
            @Nullable String manager) {}

    /** @param times how often within a day */
    public record Mend(
            @Required String what,
            @Required String at,
            @Required Integer times) {}
}
