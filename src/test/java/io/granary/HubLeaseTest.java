// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.ApiProblem;
import io.granary.kube.Resources;
import io.granary.kube.Written;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who of two hubs works. */
class HubLeaseTest {
    private final OneLease cluster = new OneLease();
    private final AtomicLong nanos = new AtomicLong(1);
    private final HubLease first = lease("first", "2026-03-01T10:00:00Z");
    private final HubLease second = lease("second", "2031-03-01T10:00:00Z");

    @Test
    void theFirstThatAsksWorksAndTheOtherStandsBy() {
        assertThat(first.look()).isFalse();
        assertThat(second.look()).isTrue();

        assertThat(first.left()).isEqualTo(Duration.ofSeconds(15));
        assertThat(second.left()).isZero();
    }

    @Test
    void aHubThatRenewsKeepsItHoweverFarTheOthersClockIsAhead() {
        first.look();

        for (var second = 0; second < 60; second += 5) {
            assertThat(this.second.look()).isTrue();
            pass(5);
            first.look();
        }

        assertThat(first.left()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void aHubThatFellSilentLosesItOnlyAfterItsOwnEnd() {
        first.look();
        second.look();

        pass(15);
        assertThat(second.look()).isTrue();
        assertThat(first.left()).isZero();
        pass(1);

        assertThat(second.look()).isFalse();
        assertThat(second.left()).isPositive();
        assertThat(first.look()).isTrue();
        assertThat(first.left()).isZero();
    }

    @Test
    void whatIsGivenBackIsTakenAtOnce() {
        first.look();
        second.look();

        first.giveBack();

        assertThat(second.look()).isFalse();
        assertThat(second.left()).isPositive();
    }

    @Test
    void ofTwoThatTakeItAtOnceOneHasIt() {
        first.look();
        first.giveBack();
        cluster.between = first::look;

        second.look();

        assertThat(second.left()).isZero();
        assertThat(first.left()).isPositive();
    }

    @Test
    void aHubThatStartsAgainUnderItsNameNeedNotWait() {
        first.look();

        var again = lease("first", "2026-03-01T10:00:09Z");

        assertThat(again.look()).isFalse();
        assertThat(again.left()).isPositive();
    }

    private HubLease lease(String holder, String now) {
        var terms = new HubLease.Terms("granary-system", "granary", holder, Duration.ofSeconds(15));
        return new HubLease(cluster, terms, Clock.fixed(Instant.parse(now), ZoneOffset.UTC), nanos::get);
    }

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    /** One Lease with a version. */
    private static final class OneLease implements Resources<ObjectNode> {
        private ObjectNode stored;
        private int version;
        private Runnable between = () -> {};

        @Override
        public ObjectNode find(String namespace, String name) {
            return stored == null ? null : stored.deepCopy();
        }

        @Override
        public Written<ObjectNode> create(ObjectNode object) {
            return stored == null ? store(object) : new Written.Conflict<>("it exists");
        }

        @Override
        public Written<ObjectNode> replace(ObjectNode object) {
            var interfering = between;
            between = () -> {};
            interfering.run();
            var same = stored.at("/metadata/resourceVersion").equals(object.at("/metadata/resourceVersion"));
            return same ? store(object) : new Written.Conflict<>("it has been modified");
        }

        private Written<ObjectNode> store(ObjectNode object) {
            stored = object.deepCopy();
            stored.withObjectProperty("metadata").put("resourceVersion", String.valueOf(++version));
            return new Written.Stored<>(stored.deepCopy());
        }

        @Override
        public List<ObjectNode> list(String namespace, String selector) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Written<ObjectNode> replaceStatus(ObjectNode object) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Written<ObjectNode> apply(ObjectNode object) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Written<ObjectNode> applyStatus(ObjectNode object) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ApiProblem delete(String namespace, String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AutoCloseable watch(String namespace, String selector, Listener<ObjectNode> listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AutoCloseable watchOne(String namespace, String name, Listener<ObjectNode> listener) {
            throw new UnsupportedOperationException();
        }
    }
}
