// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.SiteStatus.Activity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What kubectl get sites says in its column ACTIVITY. */
class ActivitiesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T20:00:00Z");
    private static final SiteView SITE = new SiteView(
            new SiteUid("c-1.u"),
            "store-1",
            Map.of(),
            SiteCalendar.ANY,
            NOW,
            new SiteView.Contact(true, NOW),
            Duration.ZERO,
            null);
    private static final Entry PENDING = Entry.pending(SITE.uid(), 1, "rest", NOW);

    private static String said(Decision decision) {
        var activity = Activities.of("till", decision, NOW);
        return activity == null ? "nothing" : activity.summary();
    }

    private static Decision held(Reason reason, Instant until) {
        return new Decision.Hold(SITE, reason, "a sentence", until);
    }

    @Test
    void aWaitingSiteSaysForWhatAndUntilWhen() {
        assertThat(said(held(Reason.WAVE, Instant.MAX))).isEqualTo("till: Waiting (Wave)");
        assertThat(said(held(Reason.WINDOW, Instant.parse("2026-11-24T02:00:30Z"))))
                .isEqualTo("till: Waiting (Window until 02:00Z)");
        assertThat(said(held(Reason.WINDOW, Instant.parse("2026-11-26T02:00:00Z"))))
                .isEqualTo("till: Waiting (Window until Nov 26 02:00Z)");
    }

    @Test
    void aFailureIsShownAndASuccessIsNot() {
        var failed = PENDING.to(Phase.FAILED, NOW, Reason.FAILED, "checksum differs");
        var good = PENDING.to(Phase.SUCCEEDED, NOW, Reason.SUCCEEDED, "has the content");

        assertThat(said(new Decision.Done(SITE, failed, Reason.FAILED, ""))).isEqualTo("till: Failed");
        assertThat(said(new Decision.Done(SITE, good, Reason.SUCCEEDED, ""))).isEqualTo("nothing");
        assertThat(said(held(Reason.ABORTED, Instant.MAX))).isEqualTo("nothing");
    }

    @Test
    void ofSeveralRolloutsTheOneAtWorkIsShown() {
        var waits = Activities.of("a", held(Reason.PRIORITY, Instant.MAX), NOW);
        var works = Activities.of("b", new Decision.Follow(SITE, PENDING, Reason.RUNNING, ""), NOW);

        assertThat(Activities.first(Stream.of(waits, works).map(Objects::requireNonNull)))
                .extracting(Activity::summary)
                .isEqualTo("b: Running");
    }
}
