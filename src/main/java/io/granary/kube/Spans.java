// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where traces begin. Without a receiver nothing is made, kept or sent. */
public final class Spans {
    /** Nobody wants any. */
    public static final Spans NONE = new Spans(Receiver.NONE, 0, () -> 0, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    private static final Pattern TRACEPARENT = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

    private final Receiver receiver;
    private final double share;
    private final RandomGenerator random;
    private final Clock clock;

    /** Hears of each span that is over. Never waits, never throws. */
    interface Receiver {
        Receiver NONE = (span, end, outcome) -> {};

        void ended(Span span, Instant end, Span.Outcome outcome);
    }

    /**
     * @param share of the traces that begin here, 0 (none) to 1 (all)
     * @param random makes the ids; safe for all threads
     */
    Spans(Receiver receiver, double share, RandomGenerator random, Clock clock) {
        this.receiver = receiver;
        this.share = share;
        this.random = random;
        this.clock = clock;
    }

    /** Does the work, in a trace of its own if one is wanted. */
    public <T> T within(String name, Supplier<T> work) {
        if (!isChosen()) {
            return work.get();
        }
        var span = new Span(name, Span.Kind.INTERNAL, below(hex(16), ""), this);
        var outcome = Span.Outcome.FAILED;
        try {
            var result = span.around(work);
            outcome = Span.Outcome.WELL;
            return result;
        } finally {
            span.end(outcome);
        }
    }

    /**
     * A request that somebody sent, which goes on with his trace if he has one; null where none is wanted.
     *
     * @param traceparent the header of the request; null if there is none
     */
    public @Nullable Span request(String name, @Nullable String traceparent) {
        if (receiver == Receiver.NONE) {
            return null;
        }
        var from = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        if (!from.matches()) {
            return isChosen() ? new Span(name, Span.Kind.SERVER, below(hex(16), ""), this) : null;
        }
        var isRecorded = (Integer.parseInt(from.group(3), 16) & 1) == 1;
        return isRecorded ? new Span(name, Span.Kind.SERVER, below(from.group(1), from.group(2)), this) : null;
    }

    Span.Identity below(String trace, String parent) {
        return new Span.Identity(trace, hex(8), parent);
    }

    Instant now() {
        return clock.instant();
    }

    void ended(Span span, Span.Outcome outcome) {
        receiver.ended(span, clock.instant(), outcome);
    }

    private boolean isChosen() {
        return receiver != Receiver.NONE && random.nextDouble() < share;
    }

    private String hex(int bytes) {
        var id = new byte[bytes];
        random.nextBytes(id);
        id[0] |= 1;
        return HexFormat.of().formatHex(id);
    }
}
