// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code kubectl delete --cascade=foreground}: the garbage collector takes the shards before the Rollout. */
class ForegroundDeletionTest {
    private static final RolloutKey KEY = new RolloutKey("fleet-stores", "till");

    private final Story story = new Story("t", "a", "2026-10-01T06:00:00Z", "2026-10-02T06:00:00Z").sites(3, "rest");

    private StoryBook book() {
        return story.hub.books.get(KEY);
    }

    private void work(Duration time) {
        for (var end = story.hub.now.plus(time); story.hub.now.isBefore(end) && !book().gone; ) {
            story.hub.tick();
            try {
                book().loop.pass();
            } catch (RolloutStore.StoreProblem conflict) {
                // The next pass reads everything anew.
                story.hub.now = story.hub.now.plusSeconds(1);
            }
            story.hub.now = story.hub.now.plusSeconds(5);
        }
    }

    @Test
    void sitesAtWorkAreWaitedForThoughTheirShardsAreGone() {
        story.rollout("till", "{target: {image: {name: v1}}, waves: [{name: rest}], control: {maxConcurrency: 3}}");
        work(Duration.ofMinutes(2));
        story.shop(2).online = false;
        work(Duration.ofMinutes(1));
        story.delete("till");
        book().reports.clear();

        work(Duration.ofMinutes(30));
        assertThat(book().gone).as("store-02 is dark, and was at work").isFalse();
        assertThat(book().reports).as("what is collected is not made again").isEmpty();

        story.shop(2).online = true;
        work(Duration.ofMinutes(2));
        assertThat(book().gone).isTrue();
    }
}
