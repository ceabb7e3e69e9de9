// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.inventory.core.ReflectorState.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReflectorStateTest {
    private ReflectorState state = ReflectorState.fresh(new Fence(4, 2));
    private final List<ReflectorAction> done = new ArrayList<>();

    private ReflectorStateTest on(ReflectorEvent... events) {
        for (var event : events) {
            done.clear();
            var step = state.on(event);
            state = step.next();
            done.addAll(step.actions());
        }
        return this;
    }

    private static ReflectorEvent page(String version, String next, int objects) {
        return new ReflectorEvent.PageEnd(new PageProjection.Page(version, next), objects);
    }

    private void watching() {
        on(
                new ReflectorEvent.Connected(),
                new ReflectorEvent.Turn(false),
                page("70", "", 3),
                new ReflectorEvent.Opened());
    }

    @Test
    void aListBeginsANewEpochAndIsSweptOnlyAtItsEnd() {
        on(new ReflectorEvent.Connected());
        assertThat(done).containsExactly(new ReflectorAction.AskTurn(true, 0));
        on(new ReflectorEvent.Turn(false));
        assertThat(state.fence()).isEqualTo(new Fence(5, 0));
        assertThat(done).containsExactly(new ReflectorAction.BeginList(), new ReflectorAction.FetchPage(""));
        on(page("70", "more", 3));
        assertThat(done).containsExactly(new ReflectorAction.FetchPage("more"));
        on(page("70", "", 1));
        assertThat(done)
                .containsExactly(
                        new ReflectorAction.CompleteList("70"),
                        new ReflectorAction.GiveTurn(),
                        new ReflectorAction.OpenWatch("70"));
        assertThat(state.fence()).isEqualTo(new Fence(5, 1));
    }

    @Test
    void aStreamedListIsCompleteAtItsBookmark() {
        on(new ReflectorEvent.Connected(), new ReflectorEvent.Turn(true), new ReflectorEvent.InitialEnd("88"));
        assertThat(done)
                .containsExactly(
                        new ReflectorAction.CompleteList("88"),
                        new ReflectorAction.GiveTurn(),
                        new ReflectorAction.Live());
    }

    @ParameterizedTest
    @CsvSource({
        "DISCONNECTED, false", "UNREACHABLE, false", "DENIED, false", "THROTTLED, false", "ABSENT, false",
        "EXPIRED, true", "REJECTED, true", "BACKWARDS, true", "REBORN, true", "AUDIT, true"
    })
    void afterAFaultInAWatchAListIsDueOnlyIfTheVersionIsLost(ReflectorFault fault, boolean lists) {
        watching();
        on(new ReflectorEvent.Failed(fault));
        assertThat(done).anyMatch(each -> each instanceof ReflectorAction.AskTurn ask && ask.forList() == lists);
        assertThat(state.phase()).isEqualTo(Phase.WAITING);
    }

    @ParameterizedTest
    @EnumSource(ReflectorFault.class)
    void noFaultWithinAListEverSweeps(ReflectorFault fault) {
        on(new ReflectorEvent.Connected(), new ReflectorEvent.Turn(false), page("70", "more", 3));
        on(new ReflectorEvent.Failed(fault));
        assertThat(done).noneMatch(ReflectorAction.CompleteList.class::isInstance);
        assertThat(state.complete()).isFalse();
    }

    @Test
    void anEndedWatchResumesUnderANewConnection() {
        watching();
        on(new ReflectorEvent.Progress("75"), new ReflectorEvent.Ended(), new ReflectorEvent.Turn(true));
        assertThat(done).contains(new ReflectorAction.OpenWatch("75"));
        assertThat(state.fence()).isEqualTo(new Fence(5, 2));
    }

    @ParameterizedTest
    @CsvSource({"69, BACKWARDS", "0, REJECTED", "-3, REJECTED", "x, REJECTED", "18446744073709551616, REJECTED"})
    void aVersionThatRunsBackwardsOrIsNoneNeedsANewList(String version, ReflectorFault fault) {
        watching();
        on(new ReflectorEvent.Progress(version));
        assertThat(done).contains(new ReflectorAction.Lost(fault), new ReflectorAction.AskTurn(true, 1));
    }

    @ParameterizedTest
    @CsvSource({"more, 0", "again, 5"})
    void aListThatDoesNotAdvanceIsGivenUp(String token, int objects) {
        on(new ReflectorEvent.Connected(), new ReflectorEvent.Turn(false), page("70", "again", 3));
        on(page("70", token, objects));
        assertThat(done).contains(new ReflectorAction.Lost(ReflectorFault.REJECTED));
    }

    @Test
    void anEndlessListIsGivenUpAtItsBounds() {
        on(new ReflectorEvent.Connected(), new ReflectorEvent.Turn(false));
        var pages = 0;
        while (state.phase() == Phase.LISTING) {
            on(page("70", "token-" + pages++, 1));
        }
        assertThat(pages).isEqualTo(ReflectorState.MOST_PAGES);
    }

    @Test
    void aDisconnectedReflectorDoesNothingUntilItIsConnected() {
        watching();
        on(new ReflectorEvent.Disconnected());
        assertThat(done).contains(new ReflectorAction.CloseStream());
        on(new ReflectorEvent.Ended(), new ReflectorEvent.Turn(true), new ReflectorEvent.Progress("99"));
        assertThat(done).isEmpty();
        on(new ReflectorEvent.Connected());
        assertThat(done).containsExactly(new ReflectorAction.AskTurn(false, 0));
    }

    @Test
    void anotherClusterFoundWhileHeldIsListed() {
        state = ReflectorState.resuming(new Fence(9, 9), "70");
        on(new ReflectorEvent.Failed(ReflectorFault.REBORN), new ReflectorEvent.Connected());
        assertThat(done).containsExactly(new ReflectorAction.AskTurn(true, 0));
    }

    @Test
    void aStoppedReflectorStaysStopped() {
        watching();
        on(new ReflectorEvent.Stopped(), new ReflectorEvent.Connected(), new ReflectorEvent.Turn(true));
        assertThat(done).isEmpty();
    }
}
