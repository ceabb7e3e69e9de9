// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import io.granary.crd.v1alpha1.PolicyReportSpec.Mend;
import io.granary.crd.v1alpha1.PolicyReportSpec.Row;
import io.granary.crd.v1alpha1.PolicyReportSpec.Verdict;
import io.granary.crd.v1alpha1.PolicySpec.Mode;
import io.granary.crd.v1alpha1.PolicySpec.Release;
import io.granary.policies.core.Mending.Step;
import io.granary.rollout.core.SiteView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds one site against a policy: the verdict, what differs, and what is to be done now. Out of reach is Unknown,
 * never Compliant; what cannot be computed is Unknown, too.
 */
public final class SiteReview {
    private static final String OUT_OF_REACH = "Out of reach";
    private static final int MOST_DIFFERENCES = 16;

    private SiteReview() {}

    /**
     * One site, as it is known now.
     *
     * @param before its last row; null for a new site
     * @param seen its settings by name; null before they were read
     * @param objects what the site has of the policy's objects, by what they are; null before they were read
     * @param refusals what the site refused lately, in sentences by what was to be changed
     * @param rules what the rules say; null before they were evaluated
     */
    public record Case(
            SiteView site,
            @Nullable Row before,
            @Nullable Map<String, SeenSetting> seen,
            @Nullable Map<String, SeenObject> objects,
            Map<String, String> refusals,
            @Nullable RuleFindings rules) {}

    /**
     * @param mend to be written now
     * @param apply to be applied now
     * @param remove objects to be deleted now, which Granary made and the policy no longer has
     * @param wake when to look again, although nothing changes; {@link Instant#MAX} for never
     */
    public record Outcome(
            Row row, List<WantedSetting> mend, List<WantedObject> apply, List<String> remove, Instant wake) {
        /** Whether there is nothing to do now. */
        public boolean isIdle() {
            return mend.isEmpty() && apply.isEmpty() && remove.isEmpty();
        }
    }

    /** @param content what a Rollout must have brought where the terms say so */
    public static Outcome review(Case site, PolicyContent content, Terms terms, Instant now) {
        return new Review(site, content, terms, now).run();
    }

    /** Holds a site that the policy left against nothing: what Granary made there shall go. */
    public static Outcome leave(SiteView site, Row before, Map<String, String> refusals, Terms terms, Instant now) {
        var review = new Review(
                new Case(site, before, Map.of(), Map.of(), refusals, RuleFindings.NONE),
                PolicyContent.NOTHING,
                terms,
                now);
        review.note = "It no longer has the policy: what Granary made here is deleted.";
        return review.run();
    }

    private enum Do {
        NOTHING,
        EVERYTHING
    }

    /** The state of one review. */
    private static final class Review {
        private final Case site;
        private final PolicyContent content;
        private final Terms terms;
        private final Instant now;
        private final List<Difference> differences = new ArrayList<>();
        private final List<WantedSetting> mend = new ArrayList<>();
        private final List<WantedObject> apply = new ArrayList<>();
        private final List<String> remove = new ArrayList<>();
        private final List<String> stops = new ArrayList<>();
        private final Set<String> ours = new LinkedHashSet<>();
        private final Set<String> willBeOurs = new LinkedHashSet<>();
        private @Nullable String note;
        private Instant wake = Instant.MAX;
        private Instant again = Instant.MAX;

        private Review(Case site, PolicyContent content, Terms terms, Instant now) {
            this.site = site;
            this.content = content;
            this.terms = terms;
            this.now = now;
        }

        private Outcome run() {
            var seen = site.seen();
            if (!site.site().contact().reachable()) {
                return unknown(outOfReach());
            }
            if (seen == null) {
                return unknown("Its settings were not read yet.");
            }
            var wish = content.at(site.site().name(), site.site().labels());
            if (!wish.problems().isEmpty()) {
                return unknown(String.join(" ", wish.problems()));
            }
            var objects = site.objects();
            if (objects == null && !wish.objects().isEmpty()) {
                return unknown("Its objects were not read yet.");
            }
            wish.settings().forEach(wanted -> compare(wanted, seen.get(wanted.name())));
            if (objects != null) {
                wish.objects().forEach(wanted -> compare(wanted, objects.get(wanted.what())));
            }
            leftOver(wish);
            var rules = site.rules();
            if (rules == null) {
                return differences.isEmpty() ? unknown("Its rules were not evaluated yet.") : judged();
            }
            differences.addAll(rules.broken());
            return differences.isEmpty() && !rules.unknown().isEmpty()
                    ? unknown(String.join(" ", rules.unknown()))
                    : judged();
        }

        /** Stays as it is for as long as the site is out of reach. */
        private String outOfReach() {
            var before = site.before();
            if (before == null) {
                return OUT_OF_REACH + "; it was never read.";
            }
            if (before.verdict() != Verdict.Unknown) {
                return OUT_OF_REACH + "; before that " + before.verdict() + ".";
            }
            var told = before.message();
            return told != null && told.startsWith(OUT_OF_REACH) ? told : OUT_OF_REACH + "; it was never read.";
        }

        private void compare(WantedSetting wanted, @Nullable SeenSetting seen) {
            if (seen == null) {
                differences.add(SettingComparison.missing(wanted));
                stops.add("The Harvester of this site has no setting " + wanted.name()
                        + ": upgrade the site, or leave it out of spec.sites.");
                return;
            }
            var found = SettingComparison.compare(wanted, seen);
            if (found.isEmpty()) {
                return;
            }
            differences.addAll(found);
            step(wanted.what(), seen.writer(), () -> mend.add(wanted));
        }

        private void compare(WantedObject wanted, @Nullable SeenObject seen) {
            if (seen != null && seen.maker() == SeenObject.Maker.GRANARY) {
                ours.add(wanted.what());
            }
            if (seen != null && !seen.differences().isEmpty()) {
                differences.addAll(seen.differences());
                step(wanted.what(), seen.writer(), () -> apply(wanted, seen));
            }
        }

        /** It is written down as Granary's before it is made, so that whoever comes next knows. */
        private void apply(WantedObject wanted, SeenObject seen) {
            apply.add(wanted);
            if (seen.maker() != SeenObject.Maker.OTHERS) {
                willBeOurs.add(wanted.what());
            }
        }

        /** What Granary made here before, and the policy no longer has. */
        private void leftOver(PolicyContent.Wish wish) {
            var kept = wish.objects().stream().map(WantedObject::what).collect(Collectors.toSet());
            ours.addAll(site.before() == null ? List.of() : site.before().made());
            for (var what : ours) {
                if (!kept.contains(what)) {
                    differences.add(new Difference(what, null, "absent", "present", null));
                    consider(what, () -> remove.add(what));
                }
            }
        }

        private void step(String what, SeenSetting.Writer writer, Runnable mending) {
            switch (Mending.step(what, writer, history(), terms, now)) {
                case Step.Now ignored -> consider(what, mending);
                case Step.Later later -> {
                    wake(later.at());
                    again = later.at().isBefore(again) ? later.at() : again;
                }
                case Step.Never never -> {
                    wake(never.until());
                    stops.add(never.sentence());
                }
            }
        }

        private void consider(String what, Runnable mending) {
            var refusal = site.refusals().get(what);
            if (refusal == null) {
                mending.run();
            } else {
                stops.add(refusal);
            }
        }

        private List<Mend> history() {
            return site.before() == null ? List.of() : site.before().mended();
        }

        private Outcome judged() {
            if (differences.isEmpty()) {
                return outcome(Verdict.Compliant, null, Do.NOTHING);
            }
            if (terms.release() == Release.Rollout && !content.hash().equals(brought())) {
                return outcome(Verdict.Pending, "Waits for a Rollout of the policy.", Do.NOTHING);
            }
            var stop = stops.isEmpty() ? null : String.join(" ", stops);
            var verdict = stops.isEmpty() ? Verdict.Drifted : Verdict.Conflict;
            if (terms.mode() == Mode.Report) {
                return outcome(verdict, stop, Do.NOTHING);
            }
            if (isIdle() && stop == null && again.isBefore(Instant.MAX)) {
                var at = again.truncatedTo(ChronoUnit.SECONDS);
                return outcome(verdict, "It is mended again at " + at + ".", Do.NOTHING);
            }
            var held = isIdle() ? null : held();
            if (held != null) {
                return outcome(verdict, stop == null ? held : stop + " " + held, Do.NOTHING);
            }
            return outcome(verdict, stop, Do.EVERYTHING);
        }

        private @Nullable String brought() {
            return site.before() == null ? null : site.before().revision();
        }

        private @Nullable String held() {
            var hold = SiteHold.of(site.site(), terms, now);
            if (hold == null) {
                return null;
            }
            wake(hold.until());
            return hold.sentence();
        }

        private void wake(Instant at) {
            wake = at.isBefore(wake) ? at : wake;
        }

        private Outcome unknown(String message) {
            return outcome(Verdict.Unknown, message, Do.NOTHING);
        }

        private boolean isIdle() {
            return mend.isEmpty() && apply.isEmpty() && remove.isEmpty();
        }

        private Outcome outcome(Verdict verdict, @Nullable String message, Do what) {
            var before = site.before();
            var at = now.truncatedTo(ChronoUnit.SECONDS).toString();
            var since = before != null && before.verdict() == verdict ? before.since() : at;
            var history = RowHistory.of(before, verdict, differences, at);
            ours.addAll(before == null ? List.of() : before.made());
            ours.addAll(what == Do.EVERYTHING ? willBeOurs : List.of());
            var row = RowHistory.fitted(new Row(
                    site.site().uid().value(),
                    site.site().name(),
                    verdict,
                    since,
                    message == null ? note : message,
                    differences.subList(0, Math.min(MOST_DIFFERENCES, differences.size())),
                    brought(),
                    Mending.remembered(history(), now),
                    ours.stream().sorted().toList(),
                    history.differs(),
                    history.turns()));
            return what == Do.NOTHING
                    ? new Outcome(row, List.of(), List.of(), List.of(), wake)
                    : new Outcome(row, List.copyOf(mend), List.copyOf(apply), List.copyOf(remove), wake);
        }
    }
}
