// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.granary.api.core.StatusProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private static Turns turns(int total, int perUser, Duration patience) {
        return new Turns(new Turns.Bounds("requests", total, perUser, patience));
    }

    private static CompletableFuture<Turns.Turn> take(Turns turns, String user) {
        return turns.take(user).toCompletableFuture();
    }

    @Test
    void oneUserHasHisShareAndWaitsForMore() {
        var turns = turns(8, 2, LONG);
        var first = take(turns, "ann").join();
        take(turns, "ann").join();
        var third = take(turns, "ann");
        assertThat(third).isNotDone();
        assertThat(take(turns, "bob")).isDone();
        first.close();
        assertThat(third).isCompleted();
    }

    @Test
    void aQuarterIsKeptForThoseWhoHaveNone() {
        var turns = turns(4, 4, LONG);
        take(turns, "ann").join();
        take(turns, "ann").join();
        take(turns, "ann").join();
        assertThat(take(turns, "ann")).isNotDone();
        assertThat(take(turns, "bob")).isDone();
    }

    @Test
    void whoHasTheFewestIsNext() {
        var turns = turns(4, 4, LONG);
        var held = new ArrayList<Turns.Turn>();
        for (var user : new String[] {"ann", "ann", "ann", "bob"}) {
            held.add(take(turns, user).join());
        }
        var ann = take(turns, "ann");
        var carl = take(turns, "carl");
        held.get(0).close();
        assertThat(carl).isCompleted();
        assertThat(ann).isNotDone();
    }

    @Test
    void aTurnGivenBackTwiceIsOne() {
        var turns = turns(2, 1, LONG);
        var first = take(turns, "ann").join();
        first.close();
        first.close();
        take(turns, "ann").join();
        assertThat(take(turns, "ann")).isNotDone();
    }

    @Test
    void whoseTurnDoesNotComeInTimeIsToldToComeBack() {
        var turns = turns(2, 1, Duration.ofMillis(20));
        var held = take(turns, "ann").join();
        var late = take(turns, "ann");
        assertThatThrownBy(late::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(StatusProblem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(429);
                    assertThat(problem.details().retryAfterSeconds()).isEqualTo(1);
                    assertThat(problem.text()).contains("1 of one user and 2 of all");
                });
        held.close();
        assertThat(take(turns, "ann")).isDone();
    }

    @Test
    void aLineHasAnEnd() {
        var turns = turns(2, 1, LONG);
        take(turns, "ann").join();
        for (var i = 0; i < 1_000; i++) {
            take(turns, "ann");
        }
        assertThat(take(turns, "ann")).isCompletedExceptionally();
        assertThat(take(turns, "bob")).isDone();
    }

    @Test
    void whereNobodyWaitsOneIsRefusedAtOnce() {
        var turns = turns(8, 1, Duration.ZERO);
        turns.now("ann");
        assertThatThrownBy(() -> turns.now("ann")).isInstanceOf(StatusProblem.class);
        assertThat(take(turns, "ann")).isCompletedExceptionally();
        assertThat(turns.now("bob")).isNotNull();
    }
}
