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
import io.granary.rollout.core.WindowState;
import io.granary.rollout.core.Windows;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds one site against a policy: the verdict, what differs, and what is to be done now. Out of reach is Unknown,
 * never Compliant; what cannot be computed is Unknown, too.
 */
public final class SiteReview {
    private static final String OUT_OF_REACH = "Out of reach";
    private static final int LONGEST_MESSAGE = 300;
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
            if (seen != null && !seen.differences().isEmpty()) {
                differences.addAll(seen.differences());
                step(wanted.what(), seen.writer(), () -> apply.add(wanted));
            }
        }

        /** What Granary made here before, and the policy no longer has. */
        private void leftOver(PolicyContent.Wish wish) {
            var kept = wish.objects().stream().map(WantedObject::what).collect(Collectors.toSet());
            for (var what : made()) {
                if (!kept.contains(what)) {
                    differences.add(new Difference(what, null, "absent", "present", null));
                    consider(what, () -> remove.add(what));
                }
            }
        }

        private List<String> made() {
            return site.before() == null ? List.of() : site.before().made();
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

        /** Why nothing may be written at the site now; null if it may. */
        private @Nullable String held() {
            var hold = site.site().hold();
            if (hold != null) {
                wake(hold.until());
                return "The site is held: " + hold.reason() + ".";
            }
            return switch (Windows.at(site.site().calendar(), terms.windows(), List.of(), now)) {
                case WindowState.Open open -> null;
                case WindowState.Closed closed -> {
                    wake(closed.next());
                    yield closed.next().equals(Instant.MAX)
                            ? "No maintenance window of the site opens within five weeks."
                            : "Waits for the maintenance window at " + closed.next() + ".";
                }
                case WindowState.Blackout blackout -> {
                    wake(blackout.until());
                    yield "Waits for the end of " + blackout.name() + ".";
                }
                case WindowState.NoZone none ->
                    "The site has maintenance windows and no time zone: set spec.timeZone of the Site.";
            };
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
            var since = before != null && before.verdict() == verdict
                    ? before.since()
                    : now.truncatedTo(ChronoUnit.SECONDS).toString();
            var row = new Row(
                    site.site().uid().value(),
                    site.site().name(),
                    verdict,
                    since,
                    message == null || message.length() <= LONGEST_MESSAGE
                            ? message
                            : message.substring(0, LONGEST_MESSAGE - 1) + "…",
                    differences.subList(0, Math.min(MOST_DIFFERENCES, differences.size())),
                    brought(),
                    Mending.remembered(history(), now),
                    made());
            return what == Do.NOTHING
                    ? new Outcome(row, List.of(), List.of(), List.of(), wake)
                    : new Outcome(row, List.copyOf(mend), List.copyOf(apply), List.copyOf(remove), wake);
        }
    }
}
