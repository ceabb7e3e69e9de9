// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.rollout.core.Explanation;
import io.granary.rollout.core.SiteAnswer;
import io.granary.rollout.core.SiteCalendar;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What people are told of each site: the planner's own words, and what comes next. */
class ExplanationTest {
    private static final String SPEC = """
            target: {image: {name: v1}}
            sites: {selector: {matchLabels: {role: store}}, exclude: [store-03]}
            waves:
              - {name: canary, select: {names: [store-01]}, soak: 1h}
            control: {maxConcurrency: 1, paused: %s, retry: {attempts: 1}}
            """;

    private static Story story() {
        return new Story("t", "a", "2026-10-01T06:00:00Z", "2026-10-02T06:00:00Z")
                .site("canary", SiteCalendar.ANY, Map.of("role", "store"))
                .site("rest", SiteCalendar.ANY, Map.of("role", "store"))
                .site("rest", SiteCalendar.ANY, Map.of("role", "store"))
                .site("rest", SiteCalendar.ANY, Map.of("role", "datacenter"));
    }

    private static Map<String, SiteAnswer> explained(Story story) {
        var loop = story.hub.books.values().iterator().next().loop;
        for (int pass = 0; pass < 4; pass++) {
            story.hub.tick();
            loop.pass();
            story.hub.now = story.hub.now.plusSeconds(1);
        }
        var pass = loop.lastPass();
        return answers(pass).stream()
                .collect(Collectors.toMap(answer -> answer.site().name(), answer -> answer));
    }

    private static List<SiteAnswer> answers(Pass pass) {
        return Explanation.of(pass.rules(), pass.observed(), pass.plan(), pass.at());
    }

    @Test
    void aPausedRolloutIsAWholeDryRun() {
        var sites = explained(story().rollout("till", SPEC.formatted(true)));

        assertThat(sites.get("store-01").sentence()).isEqualTo("the rollout is paused by hand");
        assertThat(sites.get("store-01").next()).isEqualTo("once resumed: it starts at once, try 1 in wave canary");
        assertThat(sites.get("store-02").next())
                .isEqualTo("once resumed: it waits (Wave): wave rest waits for wave canary");
        assertThat(sites.get("store-01").preflight().verdict()).isEqualTo("Fine");
        assertThat(sites.get("store-03").sentence()).isEqualTo("excluded by spec.sites.exclude");
        assertThat(sites.get("store-04").sentence()).isEqualTo("its label role is datacenter, the rollout wants store");
    }

    @Test
    void whatRunsSaysHowItMayEndAndWhatWaitsForWhichWave() {
        var sites = explained(story().rollout("till", SPEC.formatted(false)));

        assertThat(sites.get("store-01").state()).isEqualTo("Running");
        assertThat(sites.get("store-01").next())
                .isEqualTo("ends by itself; times out after 30 minutes in which the site could be reached");
        assertThat(sites.get("store-02").next()).isEqualTo("wave canary comes first: 0 of 1 succeeded");
    }

    @Test
    void aTrippedRolloutSaysWhatResumingWouldStart() {
        var story = story().rollout("till", SPEC.formatted(false));
        story.hub.broken.add("store-01/v1");
        explained(story);
        story.hub.now = story.hub.now.plusSeconds(3600);

        var sites = explained(story);

        assertThat(sites.get("store-01").state()).isEqualTo("Failed");
        assertThat(sites.get("store-02").reason()).isEqualTo("Tripped");
        assertThat(sites.get("store-02").next()).startsWith("once resumed: it ");
    }

    @Test
    void thePlanIsInTheOrderOfTheWaves() {
        var story = story().rollout("till", SPEC.formatted(true));
        explained(story);

        var pass = story.hub.books.values().iterator().next().loop.lastPass();

        assertThat(answers(pass))
                .extracting(answer -> answer.site().name() + " " + answer.wave())
                .containsExactly("store-01 canary", "store-02 rest", "store-03 rest", "store-04 ");
    }
}
