// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one try must not forget, kept at the site itself so that any hub goes on where another stopped.
 *
 * @param hops the versions to go through
 * @param created when the try began
 * @param ran virtual machines that ran then, as namespace/name
 * @param schedules backup schedules that were not suspended then, as namespace/name
 * @param config the value of setting upgrade-config then; null if it is left alone
 * @param progress how far it has come
 */
public record UpgradeRecord(
        List<String> hops,
        Instant created,
        List<String> ran,
        List<String> schedules,
        @Nullable String config,
        Progress progress) {

    public UpgradeRecord {
        hops = List.copyOf(hops);
        ran = List.copyOf(ran);
        schedules = List.copyOf(schedules);
    }

    /**
     * @param seen how many of the hops were seen to have an Upgrade
     * @param place where the present one is
     * @param since when it came there
     * @param failure why the try fails; empty while it does not
     * @param fate whether another try may help
     * @param ending since when the end is prepared; null before that
     * @param outcome what it came to
     */
    public record Progress(
            int seen,
            String place,
            Instant since,
            String failure,
            Fate fate,
            @Nullable Instant ending,
            Outcome outcome) {
        public static Progress begun(Instant now) {
            return new Progress(0, "", now, "", Fate.TRY_AGAIN, null, Outcome.OPEN);
        }
    }

    public enum Fate {
        TRY_AGAIN,
        FOR_GOOD
    }

    public enum Outcome {
        OPEN,
        SUCCEEDED,
        FAILED
    }

    String target() {
        return hops.getLast();
    }

    boolean isOver() {
        return progress.outcome() != Outcome.OPEN;
    }

    public boolean isSucceeded() {
        return progress.outcome() == Outcome.SUCCEEDED;
    }

    UpgradeRecord with(Progress next) {
        return new UpgradeRecord(hops, created, ran, schedules, config, next);
    }

    UpgradeRecord seen(int count, Instant now) {
        return with(new Progress(count, "", now, "", Fate.TRY_AGAIN, null, Outcome.OPEN));
    }

    UpgradeRecord at(String place, Instant now) {
        var p = progress;
        return with(new Progress(p.seen(), place, now, p.failure(), p.fate(), p.ending(), p.outcome()));
    }

    UpgradeRecord failing(String why, Fate fate) {
        var p = progress;
        return with(new Progress(p.seen(), p.place(), p.since(), why, fate, p.ending(), p.outcome()));
    }

    UpgradeRecord ending(Instant now) {
        var p = progress;
        return with(new Progress(p.seen(), p.place(), p.since(), p.failure(), p.fate(), now, p.outcome()));
    }

    UpgradeRecord over() {
        var p = progress;
        var end = p.failure().isEmpty() ? Outcome.SUCCEEDED : Outcome.FAILED;
        return with(new Progress(p.seen(), p.place(), p.since(), p.failure(), p.fate(), p.ending(), end));
    }
}
