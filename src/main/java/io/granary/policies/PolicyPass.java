// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.policies.core.PolicyCheck;
import io.granary.policies.core.PolicyContent;
import io.granary.policies.core.SeenSetting;
import io.granary.policies.core.SiteReview;
import io.granary.policies.core.SiteReview.Case;
import io.granary.policies.core.SiteReview.Outcome;
import io.granary.policies.core.Terms;
import io.granary.rollout.core.Selection;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One look at all sites of one policy: rows are renewed, and what may be mended is handed to the mender. */
final class PolicyPass {
    private final PolicySpec spec;
    private final PolicyCheck.Findings findings;
    private final PolicyContent content;

    private final Map<SiteUid, Settled> settled = new HashMap<>();

    /** A review and what it was about. */
    private record Settled(SiteView site, @Nullable Map<String, SeenSetting> seen, Outcome outcome) {
        boolean holds(SiteView now, @Nullable Map<String, SeenSetting> settings, Instant at) {
            return settings == seen
                    && at.isBefore(outcome.wake())
                    && now.contact().reachable() == site.contact().reachable()
                    && now.name().equals(site.name())
                    && now.labels().equals(site.labels())
                    && now.calendar().equals(site.calendar())
                    && Objects.equals(now.hold(), site.hold());
        }
    }

    PolicyPass(PolicySpec spec) {
        this.spec = spec;
        var settings = PolicyTexts.settings(spec);
        this.findings = PolicyCheck.check(settings);
        this.content = PolicyTexts.content(spec, settings, findings);
    }

    boolean isOf(PolicySpec other) {
        return spec == other;
    }

    /** Where nothing is other than it was, the last review still holds: most sites, most of the time. */
    private Outcome review(
            SiteView site, @Nullable Map<String, SeenSetting> seen, PolicyBook book, Terms terms, Instant now) {
        var before = book.row(site.uid());
        var refusals = book.refusals(site.uid(), now);
        var last = settled.get(site.uid());
        if (last != null && before == last.outcome().row() && refusals.isEmpty() && last.holds(site, seen, now)) {
            return last.outcome();
        }
        var outcome = SiteReview.review(new Case(site, before, seen, refusals), content, terms, now);
        book.put(outcome.row());
        if (outcome.mend().isEmpty() && refusals.isEmpty()) {
            settled.put(site.uid(), new Settled(site, seen, outcome));
        } else {
            settled.remove(site.uid());
        }
        return outcome;
    }

    PolicyCheck.Findings findings() {
        return findings;
    }

    Terms terms() {
        return Terms.of(spec);
    }

    PolicyContent content() {
        return content;
    }

    /** The sites of the workspace that the policy is for. */
    List<SiteView> selected(List<SiteView> workspace) {
        var sites = spec.sites();
        return sites == null
                ? workspace
                : workspace.stream()
                        .filter(site -> Selection.matches(sites.selector(), site.labels()))
                        .filter(site -> !sites.exclude().contains(site.name()))
                        .toList();
    }

    /** @return when to look again, although nothing changes; {@link Instant#MAX} for never */
    Instant run(List<SiteView> selected, PolicyBook book, SettingsWatches settings, PolicyMender mender, Instant now) {
        // A policy that is partly refused tells, but writes nothing.
        var terms =
                findings.refused().isEmpty() ? Terms.of(spec) : Terms.of(spec).reporting();
        var wake = Instant.MAX;
        var uids = new HashSet<SiteUid>();
        for (var site : selected) {
            uids.add(site.uid());
            var seen = settings.of(site.uid());
            var outcome = review(site, seen, book, terms, now);
            wake = outcome.wake().isBefore(wake) ? outcome.wake() : wake;
            for (var wanted : outcome.mend()) {
                var known = seen == null ? null : seen.get(wanted.name());
                if (known != null) {
                    mender.mend(book, site.uid(), wanted, known.version());
                }
            }
        }
        book.keepOnly(uids);
        settled.keySet().retainAll(uids);
        return wake;
    }
}
