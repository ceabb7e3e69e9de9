// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.RolloutApprovalSpec.Decision;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.Traits;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whole rollouts, told in docs/stories; budgets, order, windows and brakes are judged at every start. */
class RolloutStoriesTest {
    static final String TWO_WAVES = """
            target: {image: {name: v1}}
            waves:
              - name: canary
                select: {selector: {matchLabels: {ring: canary}}}
                complete: {minSucceeded: 2, success: 100%, waitFor: All}
                soak: 1h
              - name: rest
                soak: 0s
            control: {maxConcurrency: 3, failures: {max: 1}, retry: {attempts: 1}}
            """;

    static Story story(String title, String about) {
        return new Story(title, about, "2026-10-01T06:00:00Z", "2026-10-02T06:00:00Z");
    }

    private static String edited(String from, String to) {
        return TWO_WAVES.replace(from, to);
    }

    private static SiteCalendar nightly(String zone) {
        return new SiteCalendar(
                ZoneId.of(zone), List.of(new SiteCalendar.Weekly(Set.of(), LocalTime.of(2, 30), Duration.ofHours(2))));
    }

    @Test
    void canaryThenWaves() {
        story("A canary, then the rest", "Two canaries go first and must stay well for an hour; then three at a time.")
                .sites(2, "canary")
                .sites(6, "rest")
                .rollout("till-image", TWO_WAVES)
                .told("canary-then-waves.txt");
    }

    @Test
    void aFailingSitePausesAndIsFixed() {
        var story = story(
                        "A failing canary, and its fix",
                        "store-02 refuses v1. The rollout pauses; v2 is published, a new revision, and all is well.")
                .sites(2, "canary")
                .sites(4, "rest")
                .rollout("till-image", TWO_WAVES);
        story.hub.broken.add("store-02/v1");
        story.at("2026-10-01T07:00:00Z", "ann publishes v2", () -> story.edit("till-image", edited("v1", "v2")))
                .told("failing-site-new-revision.txt");
    }

    @Test
    void aFailureIsAcceptedAndResumed() {
        var story = story(
                        "A failure that a person accepts",
                        "store-05 fails, and with it the wave's 95 %. Ann skips another store that she knows to be ill,"
                                + " takes the failure upon herself, and resumes.")
                .sites(2, "canary")
                .sites(6, "rest")
                .rollout("till-image", TWO_WAVES);
        story.hub.broken.add("store-05/v1");
        story.at(
                        "2026-10-01T08:30:00Z",
                        "ann skips store-07",
                        () -> story.edit("till-image", edited("maxConcurrency", "skip: [store-07], maxConcurrency")))
                .at("2026-10-01T08:31:00Z", "ann resumes", () -> story.word("till-image", "", "ann", Decision.Resume))
                .told("failure-accepted.txt");
    }

    @Test
    void offlineStoresComeHome() {
        var story = story(
                        "Offline stores come home",
                        "store-05 to store-08 are dark when their wave runs. They hold no slot, the wave passes without"
                                + " them, and they follow in the catch-up lane, one at a time.")
                .sites(2, "canary")
                .sites(6, "rest")
                .rollout("till-image", edited("maxConcurrency", "offline: {catchUpConcurrency: 1}, maxConcurrency"));
        for (int i = 5; i <= 8; i++) {
            story.shop(i).online = false;
        }
        story.at("2026-10-01T12:00:00Z", "the line of four stores is back", () -> {
                    for (int i = 5; i <= 8; i++) {
                        story.shop(i).online = true;
                    }
                })
                .told("offline-stores-come-home.txt");
    }

    @Test
    void windowsInThreeZonesOverTheEndOfSummer() {
        windows("2026-10-24T06:00:00Z", "2026-10-25T12:00:00Z", "The night summer time ends in Europe")
                .told("windows-autumn.txt");
    }

    @Test
    void windowsInThreeZonesOverTheBeginOfSummer() {
        windows("2027-03-27T06:00:00Z", "2027-03-28T12:00:00Z", "The night summer time begins in Europe")
                .told("windows-spring.txt");
    }

    @Test
    void windowsInThreeZonesOverTheBeginOfSummerInNewYork() {
        windows("2027-03-13T12:00:00Z", "2027-03-14T12:00:00Z", "The night summer time begins in New York")
                .told("windows-new-york.txt");
    }

    private static Story windows(String begins, String ends, String title) {
        var about = "Windows open at 02:30 by each store's clock, for two hours. In Berlin 02:30 comes twice in autumn"
                + " (the first counts) and not at all in spring (03:00 counts); so it is in New York in March."
                + " store-04 has no time zone: it is held.";
        var ill = new SiteCalendar(null, nightly("UTC").windows());
        return new Story(title, about, begins, ends)
                .site("rest", nightly("Europe/Berlin"), Map.of())
                .site("rest", nightly("America/New_York"), Map.of())
                .site("rest", nightly("Asia/Kolkata"), Map.of())
                .site("rest", ill, Map.of())
                .rollout("till-image", """
                        target: {image: {name: v1}}
                        waves: [{name: rest, soak: 0s}]
                        control: {maxConcurrency: 1, windows: {start: Site, minRemaining: 30m}}
                        """);
    }

    @Test
    void anApprovalIsDeniedThenGranted() {
        var gate = edited("soak: 1h", "soak: 10m\n    approval: {after: {group: hq-ops, notAuthor: true}}");
        var story = story(
                        "An approval is needed, denied, and granted",
                        "Ann wrote the revision and may not approve it herself. Bob denies: that pauses. Later he"
                                + " resumes and approves.")
                .sites(2, "canary")
                .sites(2, "rest")
                .rollout("till-image", gate);
        story.at(
                        "2026-10-01T08:00:00Z",
                        "ann approves her own work, which does not count",
                        () -> story.word("till-image", "canary", "ann", Decision.Approve))
                .at(
                        "2026-10-01T09:00:00Z",
                        "bob denies",
                        () -> story.word("till-image", "canary", "bob", Decision.Deny))
                .at("2026-10-01T10:00:00Z", "bob resumes", () -> story.word("till-image", "", "bob", Decision.Resume))
                .at(
                        "2026-10-01T10:05:00Z",
                        "bob approves",
                        () -> story.word("till-image", "canary", "bob", Decision.Approve))
                .told("approval-denied-then-granted.txt");
    }

    @Test
    void aWaveThatCannotBePassedTrips() {
        var spec = edited("failures: {max: 1}", "failures: {max: 5}").replace("success: 100%", "success: 80%");
        var story = story(
                        "Between the thresholds",
                        "Five failures may be, so two do not trip; but four of five canaries must succeed and only"
                                + " three still can. The wave would wait for ever, so the rollout pauses and says so.")
                .sites(5, "canary")
                .sites(3, "rest")
                .rollout("till-image", spec);
        story.hub.broken.addAll(List.of("store-01/v1", "store-02/v1"));
        story.told("wave-becomes-unachievable.txt");
    }

    @Test
    void sitesFetchAheadOfTheirWindow() {
        var story = story(
                "Fetched ahead of the window",
                "The window opens at ten in the evening, and the stores have a slow line. Two at a time fetch during"
                        + " the day, in waves that are not open yet, too, and without a slot of any wave. One fails"
                        + " and is asked again later; one goes dark and holds no place meanwhile; a pause lets nobody"
                        + " begin. When the window opens, the stores are done in a minute.");
        story.hub.traits = new Traits(Traits.Access.SHARED, Traits.Interruption.ALLOWED, Traits.Staging.AHEAD);
        var evening = new SiteCalendar(
                ZoneId.of("Europe/Zurich"),
                List.of(new SiteCalendar.Weekly(Set.of(), LocalTime.of(22, 0), Duration.ofHours(4))));
        for (var number = 0; number < 6; number++) {
            story.site(number == 0 ? "canary" : "rest", evening, Map.of());
        }
        story.shop(2).fetches.failNext();
        story.rollout("till-image", """
                        target: {image: {name: v1}}
                        waves:
                        - {name: canary, select: {selector: {matchLabels: {ring: canary}}}, soak: 30m}
                        - {name: rest, soak: 0s}
                        control:
                          maxConcurrency: 4
                          stage: {ahead: true, maxConcurrency: 2, bytesPerSecondPerSite: 20Mi}
                        """);
        story.at("2026-10-01T06:10:00Z", "the line of store-05 is cut", () -> story.shop(5).online = false)
                .at("2026-10-01T06:30:00Z", "ann pauses", () -> story.edit("till-image", paused(true)))
                .at("2026-10-01T06:50:00Z", "ann resumes", () -> story.edit("till-image", paused(false)))
                .at("2026-10-01T12:00:00Z", "the line of store-05 is back", () -> story.shop(5).online = true)
                .told("fetched-ahead.txt");
    }

    private static String paused(boolean paused) {
        return """
                target: {image: {name: v1}}
                waves:
                - {name: canary, select: {selector: {matchLabels: {ring: canary}}}, soak: 30m}
                - {name: rest, soak: 0s}
                control:
                  paused: %s
                  maxConcurrency: 4
                  stage: {ahead: true, maxConcurrency: 2, bytesPerSecondPerSite: 20Mi}
                """.formatted(paused);
    }

    @Test
    void anAbortLetsWhatRunsEnd() {
        var story = story("An abort", "What runs comes to its end and is recorded; nothing else starts.")
                .sites(2, "canary")
                .sites(6, "rest")
                .rollout("till-image", TWO_WAVES);
        story.at(
                        "2026-10-01T07:15:00Z",
                        "ann aborts",
                        () -> story.edit("till-image", edited("maxConcurrency", "aborted: true, maxConcurrency")))
                .told("abort.txt");
    }

    @Test
    void aRolloutThatIsDeletedWaitsForTheStoresAtWork() {
        var story = story(
                "Deleted while stores are at work",
                "Each store is locked while it upgrades. Ann deletes the rollout when three are at work and one of them"
                        + " is dark: nothing else starts, and the rollout goes when the last of them ended and gave its"
                        + " lock back.");
        story.hub.traits = new Traits(Traits.Access.EXCLUSIVE, Traits.Interruption.NEVER, Traits.Staging.NONE);
        story.sites(6, "rest").rollout("till-image", """
                        target: {image: {name: v1}}
                        waves: [{name: rest, soak: 0s}]
                        control: {maxConcurrency: 3}
                        """);
        story.at("2026-10-01T06:03:00Z", "the line of store-05 is cut", () -> story.shop(5).online = false)
                .at("2026-10-01T06:05:00Z", "ann deletes the rollout", () -> story.delete("till-image"))
                .at("2026-10-01T08:00:00Z", "the line of store-05 is back", () -> story.shop(5).online = true)
                .told("deleted-at-work.txt");

        assertThat(story.hub.shops.values())
                .allSatisfy(shop -> assertThat(shop.lock).as(shop.view.name()).isNull());
        assertThat(story.hub.shops.values().stream()
                        .mapToInt(shop -> shop.runs.size())
                        .sum())
                .isEqualTo(3);
    }

    @Test
    void aStoreThatIsReinstalledIsAnotherStore() {
        var story = story(
                        "A store is reinstalled",
                        "store-04 has the image when its node is replaced and Harvester installed anew. It has the same"
                                + " name, and inherits nothing: neither the success, nor the try, nor the slot.")
                .sites(2, "canary")
                .sites(3, "rest")
                .rollout("till-image", TWO_WAVES);
        story.at("2026-10-01T09:00:00Z", "store-04 is reinstalled", () -> story.reinstall(4))
                .told("store-reinstalled.txt");

        assertThat(story.hub.shops.values())
                .filteredOn(shop -> shop.view.name().equals("store-04"))
                .allSatisfy(shop -> assertThat(shop.runs.values())
                        .singleElement()
                        .satisfies(run -> assertThat(run.order.attempt()).isEqualTo(1)))
                .hasSize(2);
    }

    @Test
    void storesOfOneLineTakeTurns() {
        var story = story("One line, many stores", "Six stores share two WAN hubs; one store for each hub at a time.");
        for (int i = 0; i < 6; i++) {
            story.site("rest", SiteCalendar.ANY, Map.of("wan-hub", i < 4 ? "north" : "south"));
        }
        story.rollout("till-image", """
                        target: {image: {name: v1}}
                        waves: [{name: rest, soak: 0s}]
                        control: {maxConcurrency: 5, perGroup: {label: wan-hub, maxConcurrency: 1}}
                        """).told("one-line-many-stores.txt");
    }

    @Test
    void twoRolloutsWantOneSite() {
        var rest = """
                target: {image: {name: %s}}
                waves: [{name: rest, soak: 0s}]
                control: {maxConcurrency: 2, priority: %d}
                """;
        var story = story(
                "Two rollouts, one store at a time",
                "Both need a store to themselves. What the usual one began"
                        + " ends; then the urgent one goes first at each store, and the usual one follows.");
        story.hub.traits = new Traits(Traits.Access.EXCLUSIVE, Traits.Interruption.NEVER, Traits.Staging.NONE);
        story.sites(4, "rest").rollout("usual", rest.formatted("till-v1", 500));
        story.at(
                        "2026-10-01T06:05:00Z",
                        "an urgent rollout is created",
                        () -> story.rollout("urgent", rest.formatted("scale-v2", 900)))
                .told("two-rollouts-one-site.txt");
    }

    @Test
    void aStoreThatIsRemovedAtWorkKeepsItsSlotUntilItIsLost() {
        var story = story(
                        "A store is removed while at work",
                        "store-03 leaves the workspace in the middle of its try. Nobody knows what becomes of it, so it"
                                + " keeps its slot until the lost timeout; only then another store starts.")
                .sites(3, "rest")
                .rollout("till-image", """
                        target: {image: {name: v1}}
                        waves: [{name: rest, soak: 0s, complete: {success: 50%}}]
                        control: {maxConcurrency: 1, failures: {lost: 1}, timeouts: {lost: 2h}}
                        """);
        story.at("2026-10-01T06:03:00Z", "store-03 is removed", () -> {
                    story.shop(3).gone = true;
                    story.shop(3).online = false;
                })
                .told("store-removed-at-work.txt");
    }

    @Test
    void anOutageOfTheHubLosesNoStore() {
        var story = story(
                        "Rancher is out for a night",
                        "Every store is dark at once, for longer than the lost timeout: it is us, so no store is lost.")
                .sites(3, "rest")
                .rollout("till-image", """
                        target: {image: {name: v1}}
                        waves: [{name: rest, soak: 0s}]
                        control: {maxConcurrency: 2, timeouts: {lost: 2h, run: 8h}}
                        """);
        story.at(
                        "2026-10-01T06:05:00Z",
                        "Rancher goes out",
                        () -> story.hub.shops.values().forEach(s -> s.online = false))
                .at(
                        "2026-10-01T14:00:00Z",
                        "Rancher is back",
                        () -> story.hub.shops.values().forEach(s -> s.online = true))
                .told("rancher-is-out.txt");
    }
}
