// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.crd.v1alpha1.PolicyReportSpec.Mend;
import io.granary.policies.core.SeenSetting.Hold;
import io.granary.policies.core.SeenSetting.Writer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether one difference is mended now. What a person or a program wrote once is mended, a few times within a day and
 * with growing pauses; what another field manager applies is his, and is named instead, as is whoever changes it back
 * again and again.
 */
public final class Mending {
    /** What happened longer ago is no fight. */
    static final Duration REMEMBERED = Duration.ofHours(24);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int FACTOR = 12;

    private Mending() {}

    public sealed interface Step {
        /** It is mended at once. */
        record Now() implements Step {}

        /** It is mended later; nobody has to do anything. */
        record Later(Instant at) implements Step {}

        /** It is left to a person, for the reason of the sentence; {@link Instant#MAX} where no time changes that. */
        record Never(String sentence, Instant until) implements Step {}
    }

    /**
     * @param what differs
     * @param writer who has it
     * @param history what was mended at the site lately
     */
    public static Step step(String what, Writer writer, List<Mend> history, Terms terms, Instant now) {
        var forced = terms.force() == Terms.Force.YES;
        if (writer.hold() == Hold.APPLIED && !forced) {
            return new Step.Never(
                    what + " is applied by field manager \"" + writer.manager()
                            + "\", too: take it out of one of the two, or set spec.enforcement.force to write over it.",
                    Instant.MAX);
        }
        var last = of(what, history, now);
        if (last == null) {
            return new Step.Now();
        }
        if (last.times() > terms.fights() && !forced) {
            return new Step.Never(
                    what + " was mended " + last.times() + " times within a day and changed back each" + " time"
                            + by(writer) + ": find out who needs it otherwise, or set spec.enforcement.force.",
                    Instant.parse(last.at()).plus(REMEMBERED));
        }
        var next = Instant.parse(last.at()).plus(pause(last.times()));
        return now.isBefore(next) ? new Step.Later(next) : new Step.Now();
    }

    private static String by(Writer writer) {
        return writer.manager().isEmpty() ? "" : ", last by field manager \"" + writer.manager() + "\"";
    }

    /** Five seconds, a minute, twelve minutes, then an hour each. */
    static Duration pause(int times) {
        var pause = FIRST_PAUSE;
        for (int i = 1; i < times && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
            pause = pause.multipliedBy(FACTOR);
        }
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private static @Nullable Mend of(String what, List<Mend> history, Instant now) {
        return history.stream()
                .filter(mend -> mend.what().equals(what) && isRemembered(mend, now))
                .findFirst()
                .orElse(null);
    }

    private static boolean isRemembered(Mend mend, Instant now) {
        return Instant.parse(mend.at()).plus(REMEMBERED).isAfter(now);
    }

    /** The history without what is long ago. */
    public static List<Mend> remembered(List<Mend> history, Instant now) {
        return history.stream().filter(mend -> isRemembered(mend, now)).toList();
    }

    /** The history with one more. */
    public static List<Mend> mended(List<Mend> history, String what, Instant now) {
        var kept = new ArrayList<Mend>();
        var times = 1;
        for (var mend : remembered(history, now)) {
            if (mend.what().equals(what)) {
                times = mend.times() + 1;
            } else {
                kept.add(mend);
            }
        }
        kept.add(new Mend(what, now.truncatedTo(ChronoUnit.SECONDS).toString(), times));
        return List.copyOf(kept);
    }
}
