// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.rollout.core.Rules;
import io.granary.rollout.core.RulesReader;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.Traits;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is looked at once more between the plan and the request: the world may have gone on meanwhile. */
class StarterTest {
    private static final RolloutKey KEY = new RolloutKey("fleet-stores", "till-image");
    private static final String SPEC =
            "{target: {image: {name: v1}}, waves: [{name: rest}], control: {maxConcurrency: 1}}";
    /** From two to four, of which ten minutes must be left. */
    private static final SiteCalendar AT_NIGHT = new SiteCalendar(
            ZoneOffset.UTC, List.of(new SiteCalendar.Weekly(Set.of(), LocalTime.of(2, 0), Duration.ofHours(2))));

    private final Story story =
            new Story("", "", "2026-10-01T03:30:00Z", "2026-10-02T00:00:00Z").site("rest", AT_NIGHT, Map.of());
    private final StoryHub hub = story.hub;

    StarterTest() {
        hub.create(KEY.name(), Story.spec(SPEC));
        hub.books.get(KEY).loop.pass();
        story.shop(1).runs.clear();
        hub.now = hub.now.plusSeconds(30);
    }

    @Test
    void whatStillHoldsIsStarted() {
        start(hub);

        assertThat(story.shop(1).runs).hasSize(1);
    }

    /** R8. */
    @Test
    void aWindowThatClosesWhileTheLedgerIsReadIsHeeded() {
        start(new SlowLedger(Duration.ofMinutes(21)), Duration.ofHours(1));

        assertThat(story.shop(1).runs).isEmpty();
    }

    /** R3: the action would be sent by one who may have been followed by another. */
    @Test
    void aLeaseThatEndsWhileTheLedgerIsReadIsHeeded() {
        start(new SlowLedger(Duration.ofSeconds(11)));

        assertThat(story.shop(1).runs).isEmpty();
    }

    /** R3. */
    @Test
    void aSiteThatALaterLeaderFencedIsLeftAlone() {
        var page = hub.read(site(), "uid-till-image");
        hub.write(site(), new SiteLedger.Page(page.version(), page.rollout(), 2, null, null));

        start(hub);

        assertThat(story.shop(1).runs).isEmpty();
        assertThat(hub.read(site(), "uid-till-image").intent()).isNull();
    }

    /** R5: it is asked for again under its name, and is the same. */
    @Test
    void aStartWhoseAnswerWasLostIsMadeAgainUnderTheSameName() {
        start(hub);
        start(hub);

        assertThat(story.shop(1).runs).hasSize(1);
    }

    private SiteUid site() {
        return story.shop(1).view.uid();
    }

    private void start(SiteLedger ledger) {
        start(ledger, Duration.ofSeconds(10));
    }

    private void start(SiteLedger ledger, Duration leaseLeft) {
        var starter = new Starter(KEY, hub, ledger, hub, hub);
        var read = hub.read(KEY);
        var lease = new Surroundings.Lease(1, hub.now.plus(leaseLeft));
        var order = new Revisions(hub, KEY).order(read, story.shop(1).view, 1, 1);
        starter.start(read, lease, rules(), order);
    }

    private static Rules rules() {
        return RulesReader.read("uid-till-image", Story.spec(SPEC), Traits.SHARED, RulesReader.Kind.FORWARD);
    }

    /** Takes its time to answer. */
    private final class SlowLedger implements SiteLedger {
        private final Duration takes;

        SlowLedger(Duration takes) {
            this.takes = takes;
        }

        @Override
        public Page read(SiteUid site, String rolloutUid) {
            hub.now = hub.now.plus(takes);
            return hub.read(site, rolloutUid);
        }

        @Override
        public Page write(SiteUid site, Page next) {
            return hub.write(site, next);
        }
    }
}
