// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the hub wrote down about one site in one revision.
 *
 * @param revision number of the revision
 * @param wave frozen at the first admission
 * @param attempt counts from 1; that of the last or present try, 0 before the first
 * @param since when the phase began; never decreases
 * @param code a {@link Reason} in CamelCase
 * @param serial of the admission; void while above the journal's
 * @param misses how often it was not fetched ahead, one after the other
 */
public record Entry(
        SiteUid site,
        int revision,
        Phase phase,
        String wave,
        int attempt,
        Instant since,
        @Nullable Instant startedAt,
        @Nullable Instant succeededAt,
        Meter meter,
        String code,
        String message,
        long epoch,
        long serial,
        Lane lane,
        int misses) {

    private static final int MESSAGE = 160;

    public enum Lane {
        WAVE,
        CATCH_UP
    }

    /**
     * Counts reachable time only, and writes nothing while nothing changes.
     *
     * @param counted reachable time up to {@code from}
     * @param from since when the site is reachable, null while it is not
     * @param darkSince since when it is not
     */
    public record Meter(
            Duration counted,
            @Nullable Instant from,
            @Nullable Instant darkSince) {
        public static final Meter ZERO = new Meter(Duration.ZERO, null, null);

        Duration reachable(Instant now) {
            return from == null ? counted : counted.plus(span(from, now));
        }

        Meter lit(Instant now) {
            return from != null ? this : new Meter(counted, now, null);
        }

        /** Dark since we noticed it, for we may have been out ourselves since it was last seen. */
        Meter dark(Instant lastSeen, Instant now) {
            return darkSince != null
                    ? this
                    : new Meter(from == null ? counted : counted.plus(span(from, lastSeen)), null, now);
        }

        private static Duration span(Instant from, Instant to) {
            return to.isAfter(from) ? Duration.between(from, to) : Duration.ZERO;
        }
    }

    public static Entry pending(SiteUid site, int revision, String wave, Instant since) {
        return new Entry(
                site, revision, Phase.PENDING, wave, 0, since, null, null, Meter.ZERO, "", "", 0, 0, Lane.WAVE, 0);
    }

    Entry to(Phase next, Instant now, Reason reason, String text) {
        var draft = new Draft(this);
        draft.phase = next;
        draft.since = later(now);
        draft.startedAt = next.isStarted() && startedAt == null ? draft.since : startedAt;
        draft.succeededAt = next == Phase.SUCCEEDED ? draft.since : succeededAt;
        return draft.saying(reason, text);
    }

    /** In the same phase since the same time, with another word about it. */
    public Entry noted(Reason reason, String text) {
        return new Draft(this).saying(reason, text);
    }

    Entry metered(Meter next) {
        var draft = new Draft(this);
        draft.meter = next;
        return next.equals(meter) ? this : draft.entry();
    }

    /** The same in another wave; only of one that was never admitted, whose wave is not frozen. */
    Entry moved(String intoWave) {
        var draft = new Draft(this);
        draft.wave = intoWave;
        return draft.entry();
    }

    /** Whether what it has is, or is being, fetched ahead of its next try. */
    boolean isAhead() {
        return phase == Phase.STAGING || phase == Phase.STAGED;
    }

    /** What it should have fetched ahead did not come. */
    Entry missed(Instant now, String why) {
        var draft = new Draft(to(Phase.PENDING, now, Reason.STAGING_FAILED, why));
        draft.misses = misses + 1;
        return draft.entry();
    }

    /** A new admission of this site; the engine stamps epoch and serial. */
    Entry admitted(String intoWave, int nextAttempt, Lane into, Instant now) {
        var draft = new Draft(this);
        draft.phase = Phase.ADMITTED;
        draft.wave = intoWave;
        draft.attempt = nextAttempt;
        draft.since = later(now);
        draft.startedAt = null;
        draft.succeededAt = null;
        draft.meter = Meter.ZERO;
        draft.epoch = 0;
        draft.serial = 0;
        draft.lane = into;
        draft.misses = 0;
        return draft.saying(Reason.ADMITTED, "");
    }

    public Entry stamped(long byEpoch, long withSerial) {
        var draft = new Draft(this);
        draft.epoch = byEpoch;
        draft.serial = withSerial;
        return draft.entry();
    }

    /** The same try may be made again: nothing of it was ever seen. */
    public Entry released(Instant now, Reason reason, String text) {
        var draft = new Draft(to(Phase.PENDING, now, reason, text));
        draft.attempt = attempt - 1;
        draft.startedAt = null;
        draft.succeededAt = null;
        draft.meter = Meter.ZERO;
        draft.epoch = 0;
        draft.serial = 0;
        return draft.entry();
    }

    private Instant later(Instant now) {
        return now.isBefore(since) ? since : now;
    }

    /** An entry that is about to be another. */
    private static final class Draft {
        private final Entry from;
        private Phase phase;
        private String wave;
        private int attempt;
        private Instant since;
        private @Nullable Instant startedAt;
        private @Nullable Instant succeededAt;
        private Meter meter;
        private long epoch;
        private long serial;
        private Lane lane;
        private int misses;

        Draft(Entry from) {
            this.from = from;
            this.phase = from.phase;
            this.wave = from.wave;
            this.attempt = from.attempt;
            this.since = from.since;
            this.startedAt = from.startedAt;
            this.succeededAt = from.succeededAt;
            this.meter = from.meter;
            this.epoch = from.epoch;
            this.serial = from.serial;
            this.lane = from.lane;
            this.misses = from.misses;
        }

        Entry entry() {
            return with(from.code, from.message);
        }

        Entry saying(Reason reason, String text) {
            return with(reason.text(), text.length() > MESSAGE ? text.substring(0, MESSAGE) : text);
        }

        private Entry with(String code, String message) {
            return new Entry(
                    from.site,
                    from.revision,
                    phase,
                    wave,
                    attempt,
                    since,
                    startedAt,
                    succeededAt,
                    meter,
                    code,
                    message,
                    epoch,
                    serial,
                    lane,
                    misses);
        }
    }
}
