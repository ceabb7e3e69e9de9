// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.StatusProblem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Shares a number of turns among users. One user has at most so many at once; a quarter is kept for those who have
 * none; who must wait, waits behind his own, and of several who wait, the one with the fewest is next. So a user who
 * asks too much makes himself wait and, beyond that, is refused with 429.
 */
final class Turns {
    private static final int LONGEST_LINE = 1_000;
    private static final int LONGEST_WAITING = 10_000;

    private final Bounds bounds;
    private final Map<String, Line> lines = new HashMap<>();
    private int taken;
    private int waiting;

    /**
     * How much there is to share.
     *
     * @param what is shared, in the plural, for the refusal
     * @param patience how long one may wait; zero for not at all
     */
    record Bounds(String what, int total, int perUser, Duration patience) {}

    Turns(Bounds bounds) {
        this.bounds = bounds;
    }

    /** One user's turns. */
    private static final class Line {
        private final Deque<CompletableFuture<Turn>> waiting = new ArrayDeque<>();
        private int taken;
    }

    /** A turn, until it is given back; that it is given back twice does no harm. */
    final class Turn implements AutoCloseable {
        private final String user;
        private final AtomicBoolean given = new AtomicBoolean();

        private Turn(String user) {
            this.user = user;
        }

        @Override
        public void close() {
            if (given.compareAndSet(false, true)) {
                giveBack(user);
            }
        }
    }

    /** Fails with a {@link StatusProblem} of 429 when the user's turn does not come in time. */
    CompletionStage<Turn> take(String user) {
        var next = new CompletableFuture<Turn>();
        synchronized (this) {
            var line = lines.computeIfAbsent(user, first -> new Line());
            if (line.waiting.isEmpty() && mayTake(line)) {
                return CompletableFuture.completedFuture(taken(user, line));
            }
            if (bounds.patience().isZero() || line.waiting.size() >= LONGEST_LINE || waiting >= LONGEST_WAITING) {
                forgetIfIdle(user, line);
                return CompletableFuture.failedFuture(refusal());
            }
            line.waiting.add(next);
            waiting++;
        }
        return next.orTimeout(bounds.patience().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(late -> {
                    leave(user, next);
                    return CompletableFuture.failedFuture(refusal());
                });
    }

    /**
     * A turn that is free now.
     *
     * @throws StatusProblem 429 when none is
     */
    synchronized Turn now(String user) {
        var line = lines.computeIfAbsent(user, first -> new Line());
        if (mayTake(line)) {
            return taken(user, line);
        }
        forgetIfIdle(user, line);
        throw refusal();
    }

    private StatusProblem refusal() {
        return StatusProblem.tooManyRequests(
                "too many " + bounds.what() + " are under way: " + bounds.perUser() + " of one user and "
                        + bounds.total() + " of all are allowed at once, please try again later",
                1);
    }

    private boolean mayTake(Line line) {
        var left = bounds.total() - taken;
        return line.taken < bounds.perUser() && left > (line.taken == 0 ? 0 : bounds.total() / 4);
    }

    private Turn taken(String user, Line line) {
        line.taken++;
        taken++;
        return new Turn(user);
    }

    private synchronized void leave(String user, CompletableFuture<Turn> waiter) {
        var line = lines.get(user);
        if (line != null && line.waiting.remove(waiter)) {
            waiting--;
            forgetIfIdle(user, line);
        }
    }

    private void forgetIfIdle(String user, Line line) {
        if (line.taken == 0 && line.waiting.isEmpty()) {
            lines.remove(user);
        }
    }

    private void giveBack(String user) {
        synchronized (this) {
            var line = lines.get(user);
            if (line != null) {
                line.taken--;
                forgetIfIdle(user, line);
            }
            taken--;
        }
        for (var granted = next(); granted != null; granted = next()) {
            if (!granted.waiter().complete(granted.turn())) {
                granted.turn().close();
            }
        }
    }

    private record Granted(CompletableFuture<Turn> waiter, Turn turn) {}

    private synchronized @Nullable Granted next() {
        var user = lines.entrySet().stream()
                .filter(one -> !one.getValue().waiting.isEmpty() && mayTake(one.getValue()))
                .min(Comparator.comparingInt(one -> one.getValue().taken));
        if (user.isEmpty()) {
            return null;
        }
        var line = user.get().getValue();
        var waiter = line.waiting.remove();
        waiting--;
        return new Granted(waiter, taken(user.get().getKey(), line));
    }
}
