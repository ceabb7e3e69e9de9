// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Decides whose turn it is, over all sites: a fixed number of lists at a time, and so many reopened watches a second.
 * Lists of virtual machines go before those of the small kinds; lists that failed before share a quarter of the slots,
 * so that broken sites cannot keep the good ones waiting. Turns are granted on the timer's thread.
 */
final class ReflectorPacer {

    /** What a turn is for. */
    enum Want {
        LIST,
        /** A list that failed the last time. */
        RETRY,
        /** A list of a small kind. */
        POLL,
        WATCH
    }

    /**
     * @param lists at a time, 1 or more
     * @param watchesPerSecond reopened, 1 or more
     * @param burst reopened at once after a quiet time
     */
    record Limits(int lists, int watchesPerSecond, int burst) {}

    private enum Stage {
        DELAYED,
        QUEUED,
        GRANTED,
        GIVEN
    }

    private final Limits limits;
    private final ReflectorTimer timer;
    private final List<ArrayDeque<Turn>> lines;
    private final int[] used = new int[Want.values().length];
    private double tokens;
    private long refilledAt;
    private boolean alarm;
    private int most;

    ReflectorPacer(Limits limits, ReflectorTimer timer) {
        this.limits = limits;
        this.timer = timer;
        this.tokens = limits.burst();
        this.refilledAt = timer.nanos();
        this.lines = Arrays.stream(Want.values())
                .map(ignored -> new ArrayDeque<Turn>())
                .toList();
    }

    /** A place in line, and then a turn. */
    final class Turn {
        private final Want want;
        private final Runnable granted;
        private Stage stage = Stage.DELAYED;

        private Turn(Want want, Runnable granted) {
            this.want = want;
            this.granted = granted;
        }

        /** Gives the turn back, or leaves the line; more than once does nothing. */
        void give() {
            leave(this);
        }
    }

    /** Gets in line after this time. */
    Turn ask(Want want, Duration after, Runnable granted) {
        var turn = new Turn(want, granted);
        if (after.isZero() || after.isNegative()) {
            enter(turn);
        } else {
            timer.after(after, () -> enter(turn));
        }
        return turn;
    }

    /** Lists under way now. */
    synchronized int lists() {
        return used[Want.LIST.ordinal()] + used[Want.RETRY.ordinal()] + used[Want.POLL.ordinal()];
    }

    /** The most lists that were ever under way at once. */
    synchronized int mostLists() {
        return most;
    }

    synchronized int waiting() {
        return lines.stream().mapToInt(ArrayDeque::size).sum();
    }

    private void enter(Turn turn) {
        synchronized (this) {
            if (turn.stage != Stage.DELAYED) {
                return;
            }
            turn.stage = Stage.QUEUED;
            lines.get(turn.want.ordinal()).add(turn);
        }
        pump();
    }

    private void leave(Turn turn) {
        synchronized (this) {
            if (turn.stage == Stage.QUEUED) {
                lines.get(turn.want.ordinal()).remove(turn);
            } else if (turn.stage == Stage.GRANTED) {
                used[turn.want.ordinal()]--;
            }
            turn.stage = Stage.GIVEN;
        }
        pump();
    }

    private void pump() {
        for (var turn : next()) {
            timer.run(turn.granted);
        }
    }

    private synchronized List<Turn> next() {
        var granted = new ArrayList<Turn>();
        while (lists() < limits.lists() && takeList(granted)) {
            most = Math.max(most, lists());
        }
        refill();
        while (tokens >= 1 && take(Want.WATCH, granted)) {
            tokens--;
        }
        if (!lines.get(Want.WATCH.ordinal()).isEmpty() && !alarm) {
            alarm = true;
            timer.after(Duration.ofNanos(1_000_000_000L / limits.watchesPerSecond()), this::ring);
        }
        return granted;
    }

    private void ring() {
        synchronized (this) {
            alarm = false;
        }
        pump();
    }

    private boolean takeList(List<Turn> granted) {
        return take(Want.LIST, granted)
                || (used[Want.RETRY.ordinal()] < Math.max(1, limits.lists() / 4) && take(Want.RETRY, granted))
                || (used[Want.POLL.ordinal()] < Math.max(1, limits.lists() / 2) && take(Want.POLL, granted));
    }

    private boolean take(Want want, List<Turn> granted) {
        var turn = lines.get(want.ordinal()).poll();
        if (turn == null) {
            return false;
        }
        turn.stage = Stage.GRANTED;
        used[want.ordinal()]++;
        granted.add(turn);
        return true;
    }

    private void refill() {
        var now = timer.nanos();
        tokens = Math.min(limits.burst(), tokens + (now - refilledAt) / 1e9 * limits.watchesPerSecond());
        refilledAt = now;
    }
}
