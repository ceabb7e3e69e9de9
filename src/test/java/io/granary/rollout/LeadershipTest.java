// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.contract.ApiServerUnderTest;
import io.granary.contract.Contracts;
import io.granary.rollout.Leadership.Terms;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two hubs and one Lease at the simulator's API server; each hub counts time by itself. */
class LeadershipTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    private final ApiServerUnderTest server =
            Contracts.servers().findFirst().orElseThrow().get();
    private final RolloutHub hub = new RolloutHub(server);
    private final AtomicLong nanos = new AtomicLong(1);
    private int won;

    @AfterEach
    void close() {
        hub.close();
        server.close();
    }

    @Test
    void onlyOneLeads() {
        var first = leadership("hub-1", NOON);
        var second = leadership("hub-2", NOON);

        first.renew();
        second.renew();

        assertThat(first.lease()).isNotNull();
        assertThat(second.lease()).isNull();
        assertThat(won).isEqualTo(1);
    }

    @Test
    void sendsNothingInTheLastPartOfTheLease() {
        var only = leadership("hub-1", NOON);
        only.renew();

        assertThat(only.lease().sendUntil()).isEqualTo(NOON.plusSeconds(12));
        pass(11);
        assertThat(only.lease()).isNotNull();
        pass(1);
        assertThat(only.lease()).isNull();
    }

    @Test
    void takesOverFromOneThatFellSilentForAWholeLeaseByItsOwnClock() {
        var silent = leadership("hub-1", NOON);
        var other = leadership("hub-2", NOON.minusSeconds(86_400));
        silent.renew();
        var epoch = silent.lease().epoch();

        other.renew();
        pass(20);
        other.renew();
        assertThat(other.lease()).isNull();
        pass(1);
        other.renew();

        assertThat(other.lease().epoch()).isGreaterThan(epoch);
        assertThat(silent.lease()).isNull();
        silent.renew();
        assertThat(silent.lease()).isNull();
    }

    @Test
    void aLeaderThatRenewsIsNotOusted() {
        var leader = leadership("hub-1", NOON);
        var other = leadership("hub-2", NOON);
        for (var round = 0; round < 10; round++) {
            leader.renew();
            other.renew();
            pass(10);
        }
        leader.renew();

        assertThat(leader.lease()).isNotNull();
        assertThat(other.lease()).isNull();
    }

    @Test
    void theSameHubStartedAnewLeadsAtOnceWithAHigherEpoch() {
        var before = leadership("hub-1", NOON);
        before.renew();
        var after = leadership("hub-1", NOON);

        after.renew();

        assertThat(after.lease().epoch()).isGreaterThan(before.lease().epoch());
        before.renew();
        assertThat(won).isEqualTo(3);
    }

    @Test
    void givesTheLeaseBack() {
        var leaving = leadership("hub-1", NOON);
        leaving.renew();
        var next = leadership("hub-2", NOON);

        leaving.close();
        next.renew();

        assertThat(leaving.lease()).isNull();
        assertThat(next.lease()).isNotNull();
    }

    @Test
    void aDeletedLeaseBeginsNoOlderCount() {
        var first = leadership("hub-1", NOON);
        first.renew();
        var epoch = first.lease().epoch();
        hub.cluster
                .resources(SiteObjects.type("coordination.k8s.io/v1", "leases"))
                .delete(RolloutHub.NAMESPACE, "granary-rollouts");

        var later = leadership("hub-2", NOON.plusSeconds(1));
        later.renew();

        assertThat(later.lease().epoch()).isGreaterThan(epoch);
    }

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private Leadership leadership(String identity, Instant now) {
        var terms = new Terms(RolloutHub.NAMESPACE, identity, Duration.ofSeconds(20), Duration.ofSeconds(8));
        return new Leadership(hub.cluster, terms, Clock.fixed(now, ZoneOffset.UTC), nanos::get, () -> won++);
    }
}
