// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.policies.core.PolicyCheck;
import io.granary.policies.core.PolicyContent;
import io.granary.policies.core.SiteReview;
import io.granary.policies.core.SiteReview.Case;
import io.granary.policies.core.Terms;
import io.granary.rollout.core.Selection;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/** One look at all sites of one policy: rows are renewed, and what may be mended is handed to the mender. */
final class PolicyPass {
    private final PolicySpec spec;
    private final PolicyCheck.Findings findings;
    private final PolicyContent content;

    PolicyPass(PolicySpec spec) {
        this.spec = spec;
        var settings = PolicyTexts.settings(spec);
        this.findings = PolicyCheck.check(settings);
        this.content = PolicyTexts.content(spec, settings, findings);
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
            var outcome = SiteReview.review(
                    new Case(site, book.row(site.uid()), seen, book.refusals(site.uid(), now)), content, terms, now);
            book.put(outcome.row());
            wake = outcome.wake().isBefore(wake) ? outcome.wake() : wake;
            for (var wanted : outcome.mend()) {
                var known = seen == null ? null : seen.get(wanted.name());
                if (known != null) {
                    mender.mend(book, site.uid(), wanted, known.version());
                }
            }
        }
        book.keepOnly(uids);
        return wake;
    }
}
