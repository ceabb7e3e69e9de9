// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.StatusProblem;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How answers leave: what those under way hold in memory is bounded in all, half of it for lists and queries and half
 * for what watchers have yet to take; and no client may take for ever to read.
 */
final class Outlet {
    /** What a row costs that a page holds until it is written, about. */
    static final long ROW = 2_048;

    /** What a body costs that is streamed: two pieces of it, and what writes them. */
    private static final long STREAMED = 128 * 1024;

    private final ApiConfig config;
    private final Clock clock;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong backlog = new AtomicLong();

    Outlet(ApiConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Bytes that an answer holds, until it is sent. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Sets bytes aside for a streamed answer that holds so many more.
     *
     * @throws StatusProblem 429 when the answers under way hold all there is
     */
    Held hold(long bytes) {
        var wanted = bytes + STREAMED;
        if (answers.addAndGet(wanted) > share()) {
            answers.addAndGet(-wanted);
            throw StatusProblem.tooManyRequests(
                    "the answers under way hold all the memory that they may: ask for a smaller page, or later", 1);
        }
        return () -> answers.addAndGet(-wanted);
    }

    /** A body for a client that must go on reading. */
    Body body(HttpServerResponse response) {
        var deadline = clock.instant().plus(config.answerDeadline());
        return new Body(response, clock, config.clientPatience(), deadline);
    }

    /** More, or less, that watchers have yet to take. */
    void backlog(long bytes) {
        backlog.addAndGet(bytes);
    }

    /** Bytes by which the watchers are to have less waiting; 0 while they are within their half. */
    long tooMuchBacklog() {
        var waiting = backlog.get();
        return waiting > share() ? waiting - share() * 3 / 4 : 0;
    }

    private long share() {
        return config.answerMemory() / 2;
    }
}
