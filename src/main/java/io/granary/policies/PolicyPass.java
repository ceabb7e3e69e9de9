// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.crd.v1alpha1.PolicySpec.DeletionPolicy;
import io.granary.policies.PolicyHands.Sight;
import io.granary.policies.core.PolicyCheck;
import io.granary.policies.core.PolicyContent;
import io.granary.policies.core.RuleFindings;
import io.granary.policies.core.SeenObject;
import io.granary.policies.core.SiteReview;
import io.granary.policies.core.SiteReview.Case;
import io.granary.policies.core.SiteReview.Outcome;
import io.granary.policies.core.Terms;
import io.granary.rollout.core.Selection;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One look at all sites of one policy: rows are renewed, and what may be mended is handed to the mender. */
final class PolicyPass {
    private final PolicySpec spec;
    private final PolicySecrets.Found secrets;
    private final PolicyCheck.Findings findings;
    private final PolicyContent content;
    private final PolicyRules rules;

    private final Map<SiteUid, Settled> settled = new HashMap<>();

    /** A review and what it was about. */
    private record Settled(SiteView site, Sight sight, Outcome outcome) {
        boolean holds(SiteView now, Sight seen, Instant at) {
            return seen.isSame(sight)
                    && at.isBefore(outcome.wake())
                    && now.contact().reachable() == site.contact().reachable()
                    && now.name().equals(site.name())
                    && now.labels().equals(site.labels())
                    && now.calendar().equals(site.calendar())
                    && Objects.equals(now.hold(), site.hold());
        }
    }

    /** @param secrets what its settings take from Secrets */
    PolicyPass(PolicySpec spec, PolicySecrets.Found secrets) {
        this.spec = spec;
        this.secrets = secrets;
        var settings = PolicyTexts.settings(spec);
        var checked = PolicyCheck.check(settings);
        this.content = PolicyTexts.content(spec, settings, checked, secrets.values());
        this.rules = PolicyRules.of(spec.rules());
        this.findings = checked.refusing(secrets.problems())
                .refusing(content.problems())
                .refusing(rules.problems());
    }

    /** Also where the policy was read again since, as after each write of its status: what was found out stays. */
    boolean isOf(PolicySpec other, PolicySecrets.Found now) {
        return spec.equals(other) && secrets.equals(now);
    }

    /** Where nothing is other than it was, the last review still holds: most sites, most of the time. */
    private Outcome review(SiteView site, Sight sight, PolicyBook book, Terms terms, Instant now) {
        var before = book.row(site.uid());
        var refusals = book.refusals(site.uid(), now);
        var last = settled.get(site.uid());
        if (last != null && before == last.outcome().row() && refusals.isEmpty() && last.holds(site, sight, now)) {
            return last.outcome();
        }
        var outcome = SiteReview.review(
                new Case(site, before, sight.settings(), sight.objects(), refusals, sight.rules()),
                content,
                terms,
                now);
        book.put(outcome.row());
        if (outcome.isIdle() && refusals.isEmpty()) {
            settled.put(site.uid(), new Settled(site, sight, outcome));
        } else {
            settled.remove(site.uid());
        }
        return outcome;
    }

    boolean hasSecrets() {
        return !secrets.values().values().isEmpty();
    }

    PolicyCheck.Findings findings() {
        return findings;
    }

    Terms terms() {
        return Terms.of(spec);
    }

    /** What becomes of the objects that it made, when they are not wanted any more. */
    DeletionPolicy deletion() {
        return Objects.requireNonNullElse(spec.deletionPolicy(), DeletionPolicy.Keep);
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

    /** What the terms of the policy are as long as nothing of it is refused; else it tells, but writes nothing. */
    private Terms granted() {
        return findings.refused().isEmpty() ? terms() : terms().reporting();
    }

    /**
     * What a look came to.
     *
     * @param wake when to look again, although nothing changes; {@link Instant#MAX} for never
     * @param work to be handed over once the rows are written, so that no hub forgets what another made
     */
    record Run(Instant wake, List<Runnable> work) {
        void handOver() {
            work.forEach(Runnable::run);
        }
    }

    /** Looks at the sites that the policy is for, and forgets all others but those that {@code leaving} names. */
    Run run(
            PolicyKey key,
            List<SiteView> selected,
            List<SiteView> leaving,
            PolicyBook book,
            PolicyHands hands,
            Instant now) {
        var wake = Instant.MAX;
        var work = new ArrayList<Runnable>();
        var uids = new HashSet<SiteUid>();
        for (var site : selected) {
            uids.add(site.uid());
            var sight = new Sight(hands.settings().of(site.uid()), objects(key, site, hands), rules(key, site, hands));
            var outcome = review(site, sight, book, granted(), now);
            wake = outcome.wake().isBefore(wake) ? outcome.wake() : wake;
            if (!outcome.isIdle()) {
                work.add(() -> hands.carryOut(key, book, site.uid(), sight, outcome));
            }
        }
        settled.keySet().retainAll(uids);
        leaving.forEach(site -> uids.add(site.uid()));
        book.keepOnly(uids);
        var left = leave(key, leaving, book, hands, granted(), now);
        work.addAll(left.work());
        return new Run(left.wake().isBefore(wake) ? left.wake() : wake, work);
    }

    /** Deletes what Granary made at sites that the policy is not for any more. */
    Run leave(PolicyKey key, List<SiteView> sites, PolicyBook book, PolicyHands hands, Terms terms, Instant now) {
        var wake = Instant.MAX;
        var work = new ArrayList<Runnable>();
        for (var site : sites) {
            var before = book.row(site.uid());
            if (before == null) {
                continue;
            }
            var outcome = SiteReview.leave(site, before, book.refusals(site.uid(), now), terms, now);
            book.put(outcome.row());
            wake = outcome.wake().isBefore(wake) ? outcome.wake() : wake;
            outcome.remove().forEach(what -> work.add(() -> hands.remove(key, book, site.uid(), what)));
        }
        return new Run(wake, work);
    }

    private @Nullable RuleFindings rules(PolicyKey key, SiteView site, PolicyHands hands) {
        if (spec.rules().isEmpty()) {
            return RuleFindings.NONE;
        }
        return site.contact().reachable() ? hands.rules().of(key, site, rules) : null;
    }

    private @Nullable Map<String, SeenObject> objects(PolicyKey key, SiteView site, PolicyHands hands) {
        if (spec.objects().isEmpty()) {
            return Map.of();
        }
        var wish = content.at(site.name(), site.labels());
        return site.contact().reachable() && wish.problems().isEmpty()
                ? hands.objects().of(key, site.uid(), wish.objects())
                : null;
    }
}
