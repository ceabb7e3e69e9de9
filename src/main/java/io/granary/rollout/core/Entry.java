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
        Lane lane) {

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
                site, revision, Phase.PENDING, wave, 0, since, null, null, Meter.ZERO, "", "", 0, 0, Lane.WAVE);
    }

    Entry to(Phase next, Instant now, Reason reason, String text) {
        var at = now.isBefore(since) ? since : now;
        var started = next.isStarted() && startedAt == null ? at : startedAt;
        var succeeded = next == Phase.SUCCEEDED ? at : succeededAt;
        var short160 = text.length() > 160 ? text.substring(0, 160) : text;
        return new Entry(
                site,
                revision,
                next,
                wave,
                attempt,
                at,
                started,
                succeeded,
                meter,
                reason.text(),
                short160,
                epoch,
                serial,
                lane);
    }

    Entry metered(Meter next) {
        return next.equals(meter)
                ? this
                : new Entry(
                        site,
                        revision,
                        phase,
                        wave,
                        attempt,
                        since,
                        startedAt,
                        succeededAt,
                        next,
                        code,
                        message,
                        epoch,
                        serial,
                        lane);
    }

    /** The same in another wave; only of one that was never admitted, whose wave is not frozen. */
    Entry moved(String intoWave) {
        return new Entry(
                site,
                revision,
                phase,
                intoWave,
                attempt,
                since,
                startedAt,
                succeededAt,
                meter,
                code,
                message,
                epoch,
                serial,
                lane);
    }

    /** Whether what it has is, or is being, fetched ahead of its next try. */
    boolean isAhead() {
        return phase == Phase.STAGING || phase == Phase.STAGED;
    }

    /** A new admission of this site; the engine stamps epoch and serial. */
    Entry admitted(String intoWave, int nextAttempt, Lane into, Instant now) {
        return new Entry(
                site,
                revision,
                Phase.ADMITTED,
                intoWave,
                nextAttempt,
                now.isBefore(since) ? since : now,
                null,
                null,
                Meter.ZERO,
                Reason.ADMITTED.text(),
                "",
                0,
                0,
                into);
    }

    public Entry stamped(long byEpoch, long withSerial) {
        return new Entry(
                site,
                revision,
                phase,
                wave,
                attempt,
                since,
                startedAt,
                succeededAt,
                meter,
                code,
                message,
                byEpoch,
                withSerial,
                lane);
    }

    /** The same try may be made again: nothing of it was ever seen. */
    public Entry released(Instant now, Reason reason, String text) {
        var back = to(Phase.PENDING, now, reason, text);
        return new Entry(
                site,
                revision,
                back.phase,
                wave,
                attempt - 1,
                back.since,
                null,
                null,
                Meter.ZERO,
                back.code,
                back.message,
                0,
                0,
                lane);
    }
}
