// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicyReportSpec.Mend;
import io.granary.crd.v1alpha1.PolicyReportSpec.Row;
import io.granary.policies.core.Mending;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is remembered of one policy: a row for each site, what is being written now, and what sites refused lately. */
final class PolicyBook {
    private final PolicyReports reports;
    private final Map<SiteUid, Row> rows = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private final Map<SiteUid, Map<String, Refusal>> refusals = new HashMap<>();

    private record Refusal(String sentence, Instant until) {}

    PolicyBook(PolicyReports reports) {
        this.reports = reports;
        this.rows.putAll(reports.read());
    }

    synchronized @Nullable Row row(SiteUid site) {
        return rows.get(site);
    }

    synchronized void put(Row row) {
        rows.put(new SiteUid(row.uid()), row);
    }

    /** Forgets the sites that the policy no longer selects. */
    synchronized void keepOnly(Set<SiteUid> sites) {
        rows.keySet().retainAll(sites);
        refusals.keySet().retainAll(sites);
    }

    synchronized Collection<Row> rows() {
        return List.copyOf(rows.values());
    }

    /** Sites of the workspace that are not selected, and have something that Granary made for the policy. */
    synchronized List<SiteView> leaving(List<SiteView> workspace, List<SiteView> selected) {
        var staying = selected.stream().map(SiteView::uid).collect(Collectors.toSet());
        return workspace.stream()
                .filter(site -> !staying.contains(site.uid()))
                .filter(site -> rows.containsKey(site.uid())
                        && !rows.get(site.uid()).made().isEmpty())
                .toList();
    }

    /** What the site refused and is not asked again for yet, by what it was. */
    synchronized Map<String, String> refusals(SiteUid site, Instant now) {
        var known = refusals.get(site);
        if (known == null) {
            return Map.of();
        }
        known.values().removeIf(refusal -> !now.isBefore(refusal.until()));
        var sentences = new HashMap<String, String>();
        known.forEach((what, refusal) -> sentences.put(what, refusal.sentence()));
        return sentences;
    }

    synchronized void refused(SiteUid site, String what, String sentence, Instant until) {
        refusals.computeIfAbsent(site, key -> new HashMap<>()).put(what, new Refusal(sentence, until));
    }

    /** False where the same is being written already. */
    synchronized boolean begin(SiteUid site, String what) {
        return underWay.add(site + " " + what);
    }

    synchronized void end(SiteUid site, String what) {
        underWay.remove(site + " " + what);
    }

    /** Notes a write in the row, so that a fight is counted. */
    synchronized void mended(SiteUid site, String what, Instant now) {
        var row = rows.get(site);
        if (row != null) {
            put(with(row, row.revision(), Mending.mended(row.mended(), what, now), row.made()));
        }
    }

    /**
     * Notes what a Rollout brought to the site; false where that is no news.
     *
     * @param revision hash of the content; the empty string after it was taken back
     */
    synchronized boolean released(SiteUid site, String revision) {
        var row = rows.get(site);
        if (row == null || revision.equals(row.revision())) {
            return false;
        }
        put(with(row, revision, row.mended(), row.made()));
        return true;
    }

    /** Whether something is being written at a site now. */
    synchronized boolean isBusy() {
        return !underWay.isEmpty();
    }

    /** Notes that Granary is about to make an object at the site. */
    synchronized void made(SiteUid site, String what) {
        var row = rows.get(site);
        if (row != null && !row.made().contains(what)) {
            var made =
                    Stream.concat(row.made().stream(), Stream.of(what)).sorted().toList();
            put(with(row, row.revision(), row.mended(), made));
        }
    }

    /** Notes that an object which Granary made is gone. */
    synchronized void gone(SiteUid site, String what) {
        var row = rows.get(site);
        if (row != null) {
            var made = row.made().stream().filter(each -> !each.equals(what)).toList();
            put(with(row, row.revision(), row.mended(), made));
        }
    }

    private static Row with(Row row, @Nullable String revision, List<Mend> mended, List<String> made) {
        return new Row(
                row.uid(),
                row.name(),
                row.verdict(),
                row.since(),
                row.message(),
                row.differences(),
                revision,
                mended,
                made,
                row.differs(),
                row.history());
    }

    /** Not synchronized: it waits for the hub's API server. */
    boolean write() {
        return reports.write(rows());
    }

    int shards() {
        return reports.count();
    }
}
