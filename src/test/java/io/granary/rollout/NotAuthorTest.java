// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.RolloutApprovalSpec.Decision;
import io.granary.crd.v1alpha1.RolloutStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A gate that the author may not open: it holds for the author, and while nobody can tell who that is. */
class NotAuthorTest {
    private static final String SPEC = """
            target: {image: {name: v1}}
            waves:
              - {name: canary, select: {names: [store-01]}, soak: 0s, approval: {after: {notAuthor: true}}}
            control: {maxConcurrency: 1}
            """;

    private static Story story(String author) {
        var story = new Story("t", "a", "2026-10-01T06:00:00Z", "2026-10-02T06:00:00Z")
                .sites(1, "canary")
                .sites(1, "rest")
                .rollout("till", SPEC);
        var book = book(story);
        var r = book.rollout;
        book.rollout = new HubRollout(
                r.key(), r.uid(), r.version(), r.generation(), r.createdAt(), author, r.spec(), r.status(), r.life());
        passes(story);
        story.hub.now = story.hub.now.plus(Duration.ofHours(1));
        passes(story);
        return story;
    }

    private static StoryBook book(Story story) {
        return story.hub.books.values().iterator().next();
    }

    private static void passes(Story story) {
        for (int pass = 0; pass < 6; pass++) {
            story.hub.now = story.hub.now.plusSeconds(3);
            story.hub.tick();
            book(story).loop.pass();
        }
    }

    private static RolloutStatus.WaveInfo canaryAfter(Story story, String approver) {
        story.word("till", "canary", approver, Decision.Approve);
        passes(story);
        return book(story).rollout.status().waves().getFirst();
    }

    @Test
    void anotherPersonOpensIt() {
        assertThat(canaryAfter(story("ann"), "bob").state()).isEqualTo("PASSED");
    }

    @Test
    void theAuthorDoesNot() {
        assertThat(canaryAfter(story("ann"), "ann").state()).isEqualTo("AWAITING_AFTER");
    }

    @Test
    void nobodyDoesWhileTheAuthorIsUnknownAndItSaysSo() {
        var canary = canaryAfter(story(null), "bob");

        assertThat(canary.state()).isEqualTo("AWAITING_AFTER");
        assertThat(canary.message()).contains("nobody stamped it").contains("granary.io/author");
    }
}
