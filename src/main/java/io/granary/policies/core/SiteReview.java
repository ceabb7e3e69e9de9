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
     * @param refusals what the site refused lately, in sentences by what was to be changed
     */
    public record Case(
            SiteView site,
            @Nullable Row before,
            @Nullable Map<String, SeenSetting> seen,
            Map<String, String> refusals) {}

    /**
     * @param mend to be written now
     * @param wake when to look again, although nothing changes; {@link Instant#MAX} for never
     */
    public record Outcome(Row row, List<WantedSetting> mend, Instant wake) {}

    /** @param content what a Rollout must have brought where the terms say so */
    public static Outcome review(Case site, PolicyContent content, Terms terms, Instant now) {
        return new Review(site, content, terms, now).run();
    }

    /** The state of one review. */
    private static final class Review {
        private final Case site;
        private final PolicyContent content;
        private final Terms terms;
        private final Instant now;
        private final List<Difference> differences = new ArrayList<>();
        private final List<WantedSetting> mend = new ArrayList<>();
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
            for (var wanted : wish.settings()) {
                compare(wanted, seen.get(wanted.name()));
            }
            return judged();
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
                differences.add(new Difference(wanted.what(), null, SettingComparison.cut(wanted.value()), null, null));
                stops.add("The Harvester of this site has no setting " + wanted.name()
                        + ": upgrade the site, or leave it out of spec.sites.");
                return;
            }
            var found = SettingComparison.compare(wanted, seen);
            if (found.isEmpty()) {
                return;
            }
            differences.addAll(found);
            switch (Mending.step(wanted.what(), seen.writer(), history(), terms, now)) {
                case Step.Now ignored -> consider(wanted);
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

        private void consider(WantedSetting wanted) {
            var refusal = site.refusals().get(wanted.what());
            if (refusal == null) {
                mend.add(wanted);
            } else {
                stops.add(refusal);
            }
        }

        private List<Mend> history() {
            return site.before() == null ? List.of() : site.before().mended();
        }

        private Outcome judged() {
            if (differences.isEmpty()) {
                return outcome(Verdict.Compliant, null, List.of());
            }
            if (terms.release() == Release.Rollout && !content.hash().equals(brought())) {
                return outcome(Verdict.Pending, "Waits for a Rollout of the policy.", List.of());
            }
            var stop = stops.isEmpty() ? null : String.join(" ", stops);
            var verdict = stops.isEmpty() ? Verdict.Drifted : Verdict.Conflict;
            if (terms.mode() == Mode.Report) {
                return outcome(verdict, stop, List.of());
            }
            if (mend.isEmpty() && stop == null && again.isBefore(Instant.MAX)) {
                var at = again.truncatedTo(ChronoUnit.SECONDS);
                return outcome(verdict, "It is mended again at " + at + ".", List.of());
            }
            var held = mend.isEmpty() ? null : held();
            if (held != null) {
                return outcome(verdict, stop == null ? held : stop + " " + held, List.of());
            }
            return outcome(verdict, stop, mend);
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
            return outcome(Verdict.Unknown, message, List.of());
        }

        private Outcome outcome(Verdict verdict, @Nullable String message, List<WantedSetting> write) {
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
                    Mending.remembered(history(), now));
            return new Outcome(row, List.copyOf(write), wake);
        }
    }
}
