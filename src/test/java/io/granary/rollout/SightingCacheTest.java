// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.SightingCache.Pace;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Sighting.Action;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.State;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SightingCacheTest {
    private final HandTimer timer = new HandTimer();
    private final List<String> looks = new ArrayList<>();
    private final List<String> news = new ArrayList<>();
    private Action action;
    private boolean silent;
    private Sighting.Precheck precheck = Sighting.Precheck.FINE;
    private final SightingCache cache =
            new SightingCache(this::look, Pace.USUAL, timer, order -> news.add(order.name()));

    @Test
    void knowsNothingAtFirstAndThatIsNoReasonToStart() {
        var first = cache.observe(order("a"));

        assertThat(first.desired()).isEqualTo(Desired.UNKNOWN);
        assertThat(first.precheck().sentence()).isEqualTo("the site was not looked at yet");
        timer.settle();
        assertThat(cache.observe(order("a")).desired()).isEqualTo(Desired.NO);
        assertThat(news).containsExactly("a");
    }

    @Test
    void askingEverySecondSendsLittleWhereNothingIsUnderWay() {
        for (var second = 0; second < 300; second++) {
            cache.observe(order("a"));
            timer.pass(Duration.ofSeconds(1));
        }

        assertThat(looks).hasSizeBetween(6, 10);
        assertThat(news).hasSize(1);
    }

    @Test
    void tenThousandOrdersAtRestCostFiftyLooksASecond() {
        var orders = IntStream.range(0, 10_000).mapToObj(n -> order("o" + n)).toList();
        for (var second = 0; second < 600; second += 5) {
            orders.forEach(cache::observe);
            timer.pass(Duration.ofSeconds(5));
        }

        assertThat(looks.size() - 10_000).isLessThan(600 * 50);
    }

    @Test
    void whatIsHeldIsLookedAtAgainOnceItsReasonMayBeGone() {
        precheck = new Sighting.Precheck(Sighting.Verdict.RETRY, "the Image is not in the library");
        cache.observe(order("a"));
        cache.observe(order("b"));
        timer.settle();
        precheck = Sighting.Precheck.FINE;
        cache.lookAgain(order -> order.name().equals("a"));
        timer.settle();

        assertThat(cache.observe(order("a")).precheck().verdict()).isEqualTo(Sighting.Verdict.OK);
        assertThat(news).containsExactly("a", "b", "a");

        cache.lookAgain(order -> order.name().equals("a"));
        timer.settle();
        assertThat(looks).as("what is not held is left alone").hasSize(3);
    }

    @Test
    void followsAnActionCloselyUntilItEndsThoughNobodyAsksForAMinute() {
        cache.observe(order("a"));
        timer.settle();
        action = new Action(1, 1, State.RUNNING, FailureClass.Transient, "");
        cache.hurry(order("a"));
        timer.pass(Duration.ofSeconds(60));

        assertThat(looks).hasSizeBetween(35, 45);
    }

    @Test
    void leavesASiteAloneThatNobodyAsksForAnyLonger() {
        action = new Action(1, 1, State.RUNNING, FailureClass.Transient, "");
        cache.hurry(order("a"));
        timer.pass(Duration.ofMinutes(5));
        var before = looks.size();
        timer.pass(Duration.ofMinutes(30));

        assertThat(looks).hasSize(before);
    }

    @Test
    void keepsWhatItKnewWhileASiteIsSilentAndAsksMoreAndMoreSeldom() {
        cache.observe(order("a"));
        timer.settle();
        var known = cache.observe(order("a"));
        silent = true;
        looks.clear();
        for (var second = 0; second < 600; second++) {
            assertThat(cache.observe(order("a"))).isEqualTo(known);
            timer.pass(Duration.ofSeconds(1));
        }

        assertThat(looks).hasSizeBetween(10, 30);
    }

    @Test
    void neverPutsAnOlderSightingOverALaterOne() {
        var later = sighting(timer.now().plusSeconds(5), Desired.YES);
        cache.keep(order("a"), later);
        cache.keep(order("a"), sighting(timer.now(), Desired.NO));

        assertThat(cache.observe(order("a"))).isEqualTo(later);
    }

    private Sighting look(Order order) {
        looks.add(order.name());
        if (silent) {
            throw new SiteLedger.SiteProblem("no answer");
        }
        return sighting(timer.now(), Desired.NO);
    }

    private Sighting sighting(Instant at, Desired desired) {
        return new Sighting(at, desired, action, Sighting.Staged.NO, precheck, null, null);
    }

    private Order order(String name) {
        var contact = new SiteView.Contact(true, timer.now());
        var site = new SiteView(
                new SiteUid("uid-1"),
                "store-1",
                Map.of(),
                SiteCalendar.ANY,
                Instant.EPOCH,
                contact,
                Duration.ZERO,
                null);
        return new Order(site, new RolloutTarget(null, null, null, null), 1, 1, name);
    }
}
