// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.crd.v1alpha1.Condition;
import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import io.granary.crd.v1alpha1.PolicyReportSpec.Row;
import io.granary.crd.v1alpha1.PolicyReportSpec.Verdict;
import io.granary.crd.v1alpha1.PolicyStatus;
import io.granary.crd.v1alpha1.PolicyStatus.Change;
import io.granary.crd.v1alpha1.PolicyStatus.Sites;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Computes the status of a Policy. The same rows give an equal status, so that nothing is written. */
public final class PolicyStatuses {
    private static final int MOST_CHANGES = 16;
    private static final int MOST_EXAMPLES = 3;
    private static final int LONGEST = 1_000;

    private PolicyStatuses() {}

    /**
     * What a pass found.
     *
     * @param generation of the spec that it looked at
     * @param reports how many shards hold the rows
     * @param departure what a deletion still waits for, in a sentence; null where the policy is not being deleted
     */
    public record Pass(
            Collection<Row> rows,
            PolicyCheck.Findings findings,
            String revision,
            long generation,
            int reports,
            @Nullable String departure) {}

    /** @param before as it is stored; null before the first */
    public static PolicyStatus of(Pass pass, @Nullable PolicyStatus before, Instant now) {
        var sites = count(pass.rows());
        var at = now.truncatedTo(ChronoUnit.SECONDS).toString();
        var since =
                before != null && sites.equals(before.sites()) ? Objects.requireNonNullElse(before.since(), at) : at;
        var writer = new Writer(before, pass.generation(), at);
        var refused = pass.findings().refused();
        var careful = pass.findings().careful();
        var conditions = new ArrayList<Condition>();
        conditions.add(ready(writer, refused, pass.departure()));
        if (!careful.isEmpty()) {
            conditions.add(writer.condition("Careful", "True", "Careful", String.join(" ", careful)));
        }
        conditions.add(compliant(writer, sites));
        return new PolicyStatus(
                sites, since, pass.revision(), changes(pass.rows()), pass.reports(), conditions, pass.generation());
    }

    private static Condition ready(Writer writer, List<String> refused, @Nullable String departure) {
        if (departure != null) {
            return writer.condition("Ready", "False", "Deleting", departure);
        }
        return refused.isEmpty()
                ? writer.condition("Ready", "True", "Accepted", "")
                : writer.condition("Ready", "False", "Refused", String.join(" ", refused));
    }

    private static Condition compliant(Writer writer, Sites sites) {
        var off = sites.drifted() + sites.conflict();
        if (off > 0) {
            return writer.condition(
                    "Compliant",
                    "False",
                    sites.conflict() > 0 ? "Conflict" : "Drifted",
                    off + " of " + sites.selected() + " sites differ from the policy"
                            + (sites.conflict() > 0
                                    ? ", " + sites.conflict() + " of them need a person: see their rows in the"
                                            + " PolicyReports."
                                    : "."));
        }
        return sites.unknown() + sites.pending() > 0
                ? writer.condition(
                        "Compliant",
                        "Unknown",
                        sites.unknown() > 0 ? "OutOfReach" : "Pending",
                        sites.unknown() + " of " + sites.selected() + " sites are not known, " + sites.pending()
                                + " wait for a Rollout.")
                : writer.condition("Compliant", "True", "Compliant", "");
    }

    static Sites count(Collection<Row> rows) {
        var counts = new int[Verdict.values().length];
        rows.forEach(row -> counts[row.verdict().ordinal()]++);
        return new Sites(
                rows.size(),
                counts[Verdict.Compliant.ordinal()],
                counts[Verdict.Drifted.ordinal()],
                counts[Verdict.Conflict.ordinal()],
                counts[Verdict.Pending.ordinal()],
                counts[Verdict.Unknown.ordinal()]);
    }

    private record Kind(
            String what,
            @Nullable String field,
            @Nullable String wanted,
            @Nullable String found) {
        static Kind of(Difference difference) {
            // Objects have other names at each site: a rule is counted as one.
            var field = difference.what().startsWith("Rule ") ? null : difference.field();
            return new Kind(difference.what(), field, difference.wanted(), difference.found());
        }

        String order() {
            return what + "\n" + field + "\n" + wanted + "\n" + found;
        }
    }

    static List<Change> changes(Collection<Row> rows) {
        Map<Kind, Set<String>> names = new LinkedHashMap<>();
        for (var row : rows) {
            for (var difference : row.differences()) {
                names.computeIfAbsent(Kind.of(difference), kind -> new TreeSet<>())
                        .add(row.name());
            }
        }
        return names.entrySet().stream()
                .sorted(Comparator.<Map.Entry<Kind, Set<String>>>comparingInt(
                                entry -> -entry.getValue().size())
                        .thenComparing(entry -> entry.getKey().order()))
                .limit(MOST_CHANGES)
                .map(entry -> change(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Change change(Kind kind, Set<String> names) {
        var examples = names.stream().limit(MOST_EXAMPLES).toList();
        return new Change(kind.what(), kind.field(), kind.wanted(), kind.found(), names.size(), examples);
    }

    private record Writer(@Nullable PolicyStatus before, long generation, String now) {
        Condition condition(String type, String status, String reason, String message) {
            var told = message.length() > LONGEST ? message.substring(0, LONGEST - 1) + "…" : message;
            return new Condition(type, status, generation, since(type, status), reason, told);
        }

        private String since(String type, String status) {
            return before == null
                    ? now
                    : before.conditions().stream()
                            .filter(old ->
                                    old.type().equals(type) && old.status().equals(status))
                            .map(Condition::lastTransitionTime)
                            .findFirst()
                            .orElse(now);
        }
    }
}
