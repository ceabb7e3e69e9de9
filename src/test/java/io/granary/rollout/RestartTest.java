// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static io.granary.rollout.RolloutStoriesTest.TWO_WAVES;
import static org.assertj.core.api.Assertions.assertThat;

import io.granary.rollout.core.SiteCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What begins anew, a hub or a revision, takes no time over that is not its own. */
class RestartTest {
    private static final SiteCalendar AT_NIGHT = new SiteCalendar(
            ZoneOffset.UTC, List.of(new SiteCalendar.Weekly(Set.of(), LocalTime.of(22, 0), Duration.ofHours(4))));

    /** R9: windows are computed, and no timer is lost with the process that set it. */
    @Test
    void aHubThatRestartsInTheMiddleOfAWindowStartsWhatTheOldOneWouldHave() {
        var calm = night().played();
        var restarted = night();
        restarted
                .at("2026-10-01T21:59:59Z", "restarts right before the window", restarted.hub::restart)
                .at("2026-10-01T23:20:00Z", "restarts within it", restarted.hub::restart)
                .played();

        assertThat(ends(restarted)).hasSize(5).isEqualTo(ends(calm));
    }

    /** R2: v1 had been on the canaries for nearly the whole hour when v2 came. */
    @Test
    void theSoakOfARevisionCountsNoneOfTheTimeOfTheOneBefore() {
        var story = RolloutStoriesTest.story("", "")
                .sites(2, "canary")
                .sites(1, "rest")
                .rollout("till-image", TWO_WAVES);
        story.at("2026-10-01T07:00:00Z", "v2", () -> story.edit("till-image", TWO_WAVES.replace("v1", "v2")))
                .played();

        assertThat(ends(story).get("store-03/2"))
                .isAfter(ends(story).get("store-02/2").plus(Duration.ofHours(1)));
        assertThat(ends(story)).doesNotContainKey("store-03/1");
    }

    private static Story night() {
        var story = RolloutStoriesTest.story("", "");
        for (var ring : List.of("canary", "canary", "rest", "rest", "rest")) {
            story.site(ring, AT_NIGHT, Map.of());
        }
        return story.rollout("till-image", TWO_WAVES);
    }

    /** When each action ended, by site and revision. */
    private static Map<String, Instant> ends(Story story) {
        var ends = new TreeMap<String, Instant>();
        for (var shop : story.hub.shops.values()) {
            shop.runs.values().forEach(run -> ends.put(shop.view.name() + "/" + run.order.revision(), run.ends));
        }
        return ends;
    }
}
