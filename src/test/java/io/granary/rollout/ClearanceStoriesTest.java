// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static io.granary.rollout.RolloutStoriesTest.TWO_WAVES;
import static io.granary.rollout.RolloutStoriesTest.story;
import static org.assertj.core.api.Assertions.assertThat;

import io.granary.rollout.core.Traits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rollouts take back and clear, told in docs/stories. */
class ClearanceStoriesTest {
    @Test
    void undoGoesBackToAnEarlierRevision() {
        var story = story(
                        "Undo",
                        "v2 is on the canaries when ann takes it back. The undo is a new revision with the content of"
                                + " the first, without soak; stores that still have v1 are left alone.")
                .sites(2, "canary")
                .sites(3, "rest")
                .rollout("till-image", TWO_WAVES);
        story.at(
                        "2026-10-01T09:00:00Z",
                        "ann publishes v2",
                        () -> story.edit("till-image", TWO_WAVES.replace("v1", "v2")))
                .at("2026-10-01T09:30:00Z", "ann goes back to v1", () -> story.edit("till-image", TWO_WAVES))
                .told("undo.txt");

        assertThat(story.hub.shops.values())
                .allSatisfy(shop -> assertThat(shop.shelf).as(shop.view.name()).containsExactly("v1"));
    }

    /** v3 is on the canaries, v2 on all, when ann has enough of both. */
    @Test
    void undoClearsWhatEveryRevisionSinceThenLeft() {
        var story = story(
                        "Undo, two revisions back",
                        "v2 is everywhere and v3 on the canaries when ann goes back to v1. What v3 left is cleared, and"
                                + " what v2 left; store-05, which is dark then, is cleared when it is back.")
                .sites(2, "canary")
                .sites(3, "rest")
                .rollout("till-image", TWO_WAVES);
        story.at(
                        "2026-10-01T09:00:00Z",
                        "ann publishes v2",
                        () -> story.edit("till-image", TWO_WAVES.replace("v1", "v2")))
                .at(
                        "2026-10-01T12:00:00Z",
                        "ann publishes v3",
                        () -> story.edit("till-image", TWO_WAVES.replace("v1", "v3")))
                .at("2026-10-01T12:30:00Z", "the line of store-05 is cut", () -> story.shop(5).online = false)
                .at("2026-10-01T12:40:00Z", "ann goes back to v1", () -> story.edit("till-image", TWO_WAVES))
                .at("2026-10-01T20:00:00Z", "the line of store-05 is back", () -> story.shop(5).online = true)
                .told("undo-two-back.txt");

        assertThat(story.hub.shops.values())
                .allSatisfy(shop -> assertThat(shop.shelf).as(shop.view.name()).containsExactly("v1"));
    }

    @Test
    void aFailedStoreIsPutBack() {
        var revert = TWO_WAVES.replace("control: {", "control: {revert: Site, ");
        var v2 = revert.replace("v1", "v2");
        var story = story(
                        "A failed store is put back",
                        "With revert: Site a store that fails at its last try has what it had before again, at once and"
                                + " though the rollout tripped; store-02 is dark by then, and follows when it is back."
                                + " store-03 keeps v2 until a person decides.")
                .sites(3, "canary")
                .sites(2, "rest")
                .rollout("till-image", revert);
        story.at("2026-10-01T09:00:00Z", "ann publishes v2, which store-01 and store-02 refuse", () -> {
                    story.hub.broken.addAll(List.of("store-01/v2", "store-02/v2"));
                    story.edit("till-image", v2);
                })
                .at("2026-10-01T09:10:30Z", "the line of store-02 is cut", () -> story.shop(2).online = false)
                .at("2026-10-01T12:00:00Z", "the line of store-02 is back", () -> story.shop(2).online = true)
                .told("failed-store-put-back.txt");

        assertThat(List.of(1, 2, 3, 4).stream()
                        .map(number -> story.shop(number).contents.get(""))
                        .toList())
                .containsExactly("v1", "v1", "v2", "v1");
    }

    @Test
    void whatWasFetchedInVainIsCleared() {
        var spec = """
                target: {image: {name: v1}}
                waves:
                - {name: canary, select: {selector: {matchLabels: {ring: canary}}}, soak: 12h}
                - {name: rest, soak: 0s}
                control: {maxConcurrency: 4, stage: {ahead: true, maxConcurrency: 4}}
                """;
        var story = story(
                "Fetched in vain",
                "Four stores fetch v1 ahead of their wave when v2 is published: it makes room. Then the rollout is"
                        + " deleted, and leaves nothing that no store has started to use.");
        story.hub.traits = new Traits(Traits.Access.SHARED, Traits.Interruption.ALLOWED, Traits.Staging.AHEAD);
        story.sites(2, "canary").sites(4, "rest").rollout("till-image", spec);
        story.at("2026-10-01T07:00:00Z", "ann publishes v2", () -> story.edit("till-image", spec.replace("v1", "v2")))
                .at("2026-10-01T09:00:00Z", "ann deletes the rollout", () -> story.delete("till-image"))
                .told("fetched-in-vain.txt");

        assertThat(story.shop(1).shelf).containsExactly("v1", "v2");
        assertThat(story.shop(4).shelf).isEmpty();
    }
}
