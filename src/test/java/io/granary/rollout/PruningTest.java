// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.RolloutRevisionSpec;
import io.granary.rollout.core.Traits;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** However often a rollout is edited, what it leaves at the hub's API server is bounded. */
class PruningTest {
    private static final RolloutKey KEY = new RolloutKey("fleet-stores", "till");

    private final Story story = new Story("t", "a", "2026-10-01T06:00:00Z", "2026-10-02T06:00:00Z").sites(2, "rest");

    private StoryBook book() {
        return story.hub.books.get(KEY);
    }

    private static String spec(int content) {
        return "{target: {image: {name: v%d}}, waves: [{name: rest}], control: {maxConcurrency: 1}}".formatted(content);
    }

    /** Each edit is at work for ten seconds, which no try survives that can be interrupted. */
    private void edited(int edits) {
        story.rollout("till", spec(1));
        for (int content = 2; content <= edits; content++) {
            work(Duration.ofSeconds(10));
            story.edit("till", spec(content));
        }
        work(Duration.ofSeconds(10));
    }

    private void work(Duration time) {
        for (var end = story.hub.now.plus(time); story.hub.now.isBefore(end); ) {
            story.hub.tick();
            book().loop.pass();
            story.hub.now = story.hub.now.plusSeconds(1);
        }
    }

    @Test
    void theLastTenRevisionsAreKept() {
        edited(14);

        assertThat(book().revisions)
                .extracting(RolloutRevisionSpec::number)
                .containsExactlyElementsOf(IntStream.rangeClosed(5, 14).boxed().toList());
    }

    @Test
    void theShardsOfThisRevisionAndOfTheThreeBeforeAreKept() {
        edited(14);

        assertThat(book().reports.keySet()).containsExactly("till-11-0", "till-12-0", "till-13-0", "till-14-0");
    }

    @Test
    void whatIsStillAtWorkForAnOldRevisionIsKeptUntilItEnded() {
        story.hub.traits = new Traits(Traits.Access.SHARED, Traits.Interruption.NEVER, Traits.Staging.NONE);
        edited(14);

        assertThat(book().reports.keySet())
                .containsExactly("till-1-0", "till-11-0", "till-12-0", "till-13-0", "till-14-0");
        assertThat(book().revisions)
                .extracting(RolloutRevisionSpec::number)
                .contains(1)
                .hasSize(14);

        work(Duration.ofMinutes(30));
        assertThat(book().reports.keySet()).containsExactly("till-11-0", "till-12-0", "till-13-0", "till-14-0");
    }
}
