// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import io.granary.rollout.core.Sighting.Note;
import io.granary.rollout.core.Sighting.Precheck;
import io.granary.rollout.core.Sighting.Verdict;
import io.granary.rollout.core.Sighting.Weight;
import io.granary.upgrades.core.Finding;
import io.granary.upgrades.core.Finding.Severity;
import io.granary.upgrades.core.Preflight;
import io.granary.upgrades.core.SiteState;
import io.granary.upgrades.core.UpgradePath;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Whether a site may be upgraded, asked before its window. A site is asked in full every few minutes only. */
final class PreflightDesk {
    private static final int MOST_KEPT = 20_000;

    private final Supplier<String> rancher;
    private final Terms terms;
    private final Map<String, Report> reports = new ConcurrentHashMap<>();

    /**
     * @param again after how long a site that was fine is asked anew; one that is held is asked four times as often
     * @param backupAge how old the last good backup of a machine may be
     */
    record Terms(Duration again, Duration backupAge) {}

    private record Report(Instant at, List<Finding> findings) {}

    /** @param rancher the version of the Rancher that manages the sites; empty while it is not known */
    PreflightDesk(Supplier<String> rancher, Terms terms) {
        this.rancher = rancher;
        this.terms = terms;
    }

    Precheck precheck(UpgradeVisit visit, SiteState site, Instant now) {
        var target = visit.target().version();
        if (target == null) {
            return new Precheck(
                    Verdict.RETRY, "the rollout names no version: write spec.target.upgrade.version, such as v1.8.2");
        }
        if (site.version().equals(target)) {
            return Precheck.FINE;
        }
        var manager = UpgradePath.rancherHindrance(rancher.get(), target);
        if (manager != null) {
            return new Precheck(Verdict.RETRY, manager);
        }
        var path = UpgradePath.of(site.version(), target, visit.knownVersions());
        if (path.hindrance() != null) {
            return new Precheck(Verdict.RETRY, path.hindrance());
        }
        for (var hop : path.hops()) {
            var missing = visit.missingLabels(hop);
            if (!missing.isEmpty()) {
                return new Precheck(
                        Verdict.RETRY,
                        "the place of the ISO of " + hop + " depends on the site's label "
                                + missing.iterator().next() + ", which it does not have: label its cluster in Rancher");
            }
        }
        return verdict(findings(visit, site, path.hops().getFirst(), now));
    }

    private List<Finding> findings(UpgradeVisit visit, SiteState site, String hop, Instant now) {
        var key = visit.order().site().uid() + " " + hop;
        var known = reports.get(key);
        if (known != null && now.isBefore(known.at().plus(pause(known.findings())))) {
            return known.findings();
        }
        var survey = new PreflightSurvey(visit);
        var says = survey.validator(new UpgradeWriter(visit).validate(hop));
        var facts = survey.facts(says, site.upgrades(), new AheadImage(visit, hop).need());
        var findings = Preflight.of(facts, terms.backupAge(), now);
        if (reports.size() > MOST_KEPT) {
            reports.clear();
        }
        reports.put(key, new Report(now, findings));
        return findings;
    }

    private Duration pause(List<Finding> findings) {
        return blocks(findings).isEmpty() ? terms.again() : terms.again().dividedBy(4);
    }

    private static List<Finding> blocks(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() == Severity.BLOCKS)
                .toList();
    }

    private static Precheck verdict(List<Finding> findings) {
        var notes = findings.stream()
                .sorted(Comparator.comparing(Finding::severity))
                .map(PreflightDesk::note)
                .toList();
        var blocks = blocks(findings);
        if (blocks.isEmpty()) {
            return new Precheck(Verdict.OK, "", notes);
        }
        var more = blocks.size() > 1 ? " (and " + (blocks.size() - 1) + " more)" : "";
        return new Precheck(Verdict.RETRY, blocks.getFirst().told() + more, notes);
    }

    private static Note note(Finding finding) {
        var weight = switch (finding.severity()) {
            case BLOCKS -> Weight.BLOCKS;
            case WARNS -> Weight.WARNS;
            case TELLS -> Weight.TELLS;
        };
        return new Note(weight, finding.sentence(), finding.remedy());
    }
}
