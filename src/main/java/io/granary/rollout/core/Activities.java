// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.SiteStatus.Activity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a site is busy with, in a few words: coarse, so that it changes seldom and costs few writes. */
public final class Activities {
    private static final Set<Reason> OTHERWISE =
            EnumSet.of(Reason.UNREACHABLE, Reason.VERIFYING, Reason.TIMED_OUT, Reason.STAGING);
    private static final String RUNNING = "Running";
    private static final String FAILED = "Failed";
    private static final String WAITING = "Waiting";
    private static final DateTimeFormatter TODAY = format("HH:mm'Z'");
    private static final DateTimeFormatter LATER = format("MMM d HH:mm'Z'");

    private Activities() {}

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    /** Null if the rollout has nothing left to do at the site, and nothing to complain of. */
    public static @Nullable Activity of(String rollout, Decision decision, Instant now) {
        return switch (decision) {
            case Decision.Admit admit -> running(rollout, admit.reason());
            case Decision.Stage stage -> running(rollout, stage.reason());
            case Decision.Follow follow -> running(rollout, follow.reason());
            case Decision.Cancel cancel -> running(rollout, cancel.reason());
            case Decision.Release release -> waiting(rollout, release.reason(), Instant.MAX, now);
            case Decision.Hold hold ->
                hold.reason() == Reason.ABORTED ? null : waiting(rollout, hold.reason(), hold.until(), now);
            case Decision.Done done -> {
                var entry = done.entry();
                yield entry == null || !entry.phase().isBad()
                        ? null
                        : new Activity(
                                rollout + ": " + done.reason().text(),
                                rollout,
                                FAILED,
                                done.reason().text(),
                                null);
            }
        };
    }

    private static Activity running(String rollout, Reason reason) {
        var more = OTHERWISE.contains(reason) ? " (" + reason.text() + ")" : "";
        return new Activity(rollout + ": " + RUNNING + more, rollout, RUNNING, reason.text(), null);
    }

    private static Activity waiting(String rollout, Reason reason, Instant until, Instant now) {
        var known = until.isAfter(now) && until.isBefore(Instant.MAX);
        var minute = known ? until.truncatedTo(ChronoUnit.MINUTES) : until;
        var soon = known && Duration.between(now, minute).compareTo(Duration.ofHours(20)) < 0;
        var when = known ? " until " + (soon ? TODAY : LATER).format(minute) : "";
        return new Activity(
                rollout + ": " + WAITING + " (" + reason.text() + when + ")",
                rollout,
                WAITING,
                reason.text(),
                known ? minute.toString() : null);
    }

    /** The one to show of several rollouts: what runs, then what waits, then what failed. */
    public static @Nullable Activity first(Stream<Activity> several) {
        return several.min(Comparator.comparingInt(Activities::rank).thenComparing(Activity::rollout))
                .orElse(null);
    }

    private static int rank(Activity activity) {
        return switch (activity.state()) {
            case RUNNING -> 0;
            case WAITING -> 1;
            default -> 2;
        };
    }
}
