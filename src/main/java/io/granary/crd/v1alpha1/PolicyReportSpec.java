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
     * @param made objects that Granary made there or is about to, and will delete when the policy no longer has them
     * @param mended what Granary wrote lately, so that a restart forgets no fight
     * @param differs since when each thing differs, as far as it is known: it stays while the site is out of reach
     * @param history the last changes of verdict, of the site and of each thing, oldest first
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
            List<String> made,
            List<Standing> differs,
            List<Turn> history) {
        public Row {
            differs = differs == null ? List.of() : List.copyOf(differs);
            history = history == null ? List.of() : List.copyOf(history);
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

    /**
     * Something that is not as the policy wants it.
     *
     * @param what such as {@code Setting ntp-servers} or {@code Rule tills-are-backed-up}
     * @param since RFC 3339
     */
    public record Standing(@Required String what, @Required String since) {}

    /**
     * A change of verdict.
     *
     * @param at when, RFC 3339
     * @param verdict from then on; of one thing Drifted or Compliant
     * @param what such as {@code Setting ntp-servers}; absent for the site as a whole
     */
    public record Turn(
            @Required String at,
            @Required Verdict verdict,
            @Nullable String what) {}

    /** @param times how often within a day */
    public record Mend(
            @Required String what,
            @Required String at,
            @Required Integer times) {}
}
