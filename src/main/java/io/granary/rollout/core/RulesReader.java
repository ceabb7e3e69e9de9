// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutControl;
import io.granary.crd.v1alpha1.RolloutControl.Bound;
import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutWave;
import io.granary.crd.v1alpha1.RolloutWave.WaitFor;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a spec into {@link Rules}; the defaults of E12 stand here and nowhere else. */
public final class RulesReader {
    /** Whether the revision goes back to what sites had before. */
    public enum Kind {
        FORWARD,
        UNDO
    }

    private static final Share TWO_PERCENT = new Share(2, 0, Integer.MAX_VALUE);
    private static final Share FIVE_PERCENT = new Share(5, 0, 200);

    private RulesReader() {}

    /** @throws IllegalArgumentException with the sentence that helps, where a text cannot be read */
    public static Rules read(String seed, RolloutSpec spec, Traits traits, Kind kind) {
        try {
            blackouts(Rules.control(spec));
            return rules(seed, spec, traits, kind);
        } catch (NumberFormatException number) {
            throw new IllegalArgumentException(number.getMessage() + " is no number, or too large a one", number);
        } catch (ArithmeticException overflow) {
            throw new IllegalArgumentException("a duration or a number of bytes is beyond all measure", overflow);
        }
    }

    private static void blackouts(RolloutControl control) {
        var windows = control.windows();
        for (var blackout : windows == null ? List.<RolloutControl.Blackout>of() : windows.blackouts()) {
            try {
                LocalDateTime.parse(blackout.from());
                LocalDateTime.parse(blackout.until());
            } catch (DateTimeException nonsense) {
                throw new IllegalArgumentException(
                        "blackout " + blackout.name()
                                + " has a day that no calendar knows: write such as 2026-12-24T18:00",
                        nonsense);
            }
        }
    }

    private static Rules rules(String seed, RolloutSpec spec, Traits traits, Kind kind) {
        var control = Rules.control(spec);
        var undo = kind == Kind.UNDO;
        var upgrade = spec.target().upgrade() != null;
        var soak = undo ? Duration.ZERO : upgrade ? Duration.ofHours(24) : Duration.ofHours(1);
        return new Rules(
                seed,
                spec,
                traits,
                waves(spec, soak, undo),
                Share.of(control.maxConcurrency(), FIVE_PERCENT),
                brakes(control, upgrade),
                times(control, upgrade, traits),
                ahead(control, traits));
    }

    private static Rules.Ahead ahead(RolloutControl control, Traits traits) {
        var stage = control.stage();
        var windows = control.windows();
        var most = stage == null ? null : stage.maxConcurrency();
        return new Rules.Ahead(
                traits.staging() == Traits.Staging.AHEAD && stage != null && Boolean.TRUE.equals(stage.ahead()),
                most == null ? 100 : most,
                windows == null || windows.stage() == null ? RolloutControl.Use.Any : windows.stage(),
                bytes(stage == null ? null : stage.bytesPerSecondPerSite()));
    }

    /** A number, or one with Ki, Mi or Gi behind it, as the schema has it; 0 where there is none. */
    private static long bytes(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        var shift = text.endsWith("Ki") ? 10 : text.endsWith("Mi") ? 20 : text.endsWith("Gi") ? 30 : 0;
        var number = Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 2));
        return Math.multiplyExact(number, 1L << shift);
    }

    private static Rules.Brakes brakes(RolloutControl control, boolean upgrade) {
        var failures = control.failures();
        var retry = control.retry();
        var bound = failures == null ? null : failures.bound();
        Set<FailureClass> on = retry == null || retry.kinds().isEmpty()
                ? EnumSet.of(FailureClass.Transient, FailureClass.Timeout)
                : EnumSet.copyOf(retry.kinds());
        var offline = control.offline();
        return new Rules.Brakes(
                Share.of(failures == null ? null : failures.max(), TWO_PERCENT),
                Share.of(failures == null ? null : failures.lost(), TWO_PERCENT),
                bound != null ? bound : upgrade ? Bound.Strict : Bound.Soft,
                retry == null || retry.attempts() == null ? 2 : retry.attempts(),
                on,
                offline == null || offline.catchUpConcurrency() == null ? 25 : offline.catchUpConcurrency(),
                control.onFailure() == null ? RolloutControl.OnFailure.Pause : control.onFailure(),
                control.newSites() == null ? RolloutControl.NewSites.CatchUp : control.newSites());
    }

    private static Rules.Times times(RolloutControl control, boolean upgrade, Traits traits) {
        var times = control.timeouts();
        var backoff = control.retry() == null ? null : control.retry().backoff();
        var jitter = backoff == null ? null : backoff.jitter();
        var offline = control.offline();
        var lost = Spans.parse(times == null ? null : times.lost(), Duration.ofHours(24));
        return new Rules.Times(
                Spans.parse(times == null ? null : times.stage(), Duration.ofHours(12)),
                Spans.parse(times == null ? null : times.start(), Duration.ofMinutes(30)),
                Spans.parse(times == null ? null : times.run(), upgrade ? Duration.ofHours(4) : Duration.ofMinutes(30)),
                lost.compareTo(traits.outage()) > 0 ? lost : traits.outage(),
                Spans.parse(offline == null ? null : offline.giveUpAfter(), Duration.ofDays(30)),
                Spans.parse(
                        control.windows() == null ? null : control.windows().minRemaining(),
                        upgrade ? Duration.ofHours(2) : Duration.ofMinutes(10)),
                Spans.parse(backoff == null ? null : backoff.initial(), Duration.ofMinutes(10)),
                backoff == null || backoff.factor() == null ? 3 : backoff.factor(),
                Spans.parse(backoff == null ? null : backoff.max(), Duration.ofHours(6)),
                jitter == null ? 0.2 : Double.parseDouble(jitter.replace("%", "")) / 100);
    }

    /** A wave without soak soaks before the next one; behind the last there is nothing to keep safe (E12). */
    private static List<Rules.Wave> waves(RolloutSpec spec, Duration soak, boolean undo) {
        var written = new ArrayList<>(spec.waves());
        if (written.isEmpty()) {
            var select = new RolloutWave.Select(List.of(), null, "1%", null);
            written.add(new RolloutWave("canary", select, null, null, null, null));
        }
        if (written.stream().noneMatch(wave -> wave.select() == null)) {
            written.add(new RolloutWave("rest", null, null, null, null, null));
        }
        var waves = new ArrayList<Rules.Wave>();
        for (var wave : written) {
            var last = waves.size() == written.size() - 1;
            waves.add(wave(wave, waves.isEmpty(), last ? Duration.ZERO : soak, undo));
        }
        return List.copyOf(waves);
    }

    private static Rules.Wave wave(RolloutWave wave, boolean first, Duration soak, boolean undo) {
        var complete = wave.complete();
        var canary = first && wave.select() != null;
        var min = complete == null ? null : complete.minSucceeded();
        var success = complete == null ? null : complete.success();
        var waitFor = complete == null ? null : complete.waitFor();
        return new Rules.Wave(
                wave.name(),
                wave.select(),
                wave.maxConcurrency() == null ? null : Share.of(wave.maxConcurrency(), FIVE_PERCENT),
                min != null ? min : canary && !undo ? 1 : 0,
                success == null ? (canary ? 100 : 95) : Double.parseDouble(success.replace("%", "")),
                waitFor != null ? waitFor : canary ? WaitFor.All : WaitFor.Reachable,
                undo ? Duration.ZERO : Spans.parse(wave.soak(), soak),
                gate(wave, RolloutWave.Approval::before),
                gate(wave, RolloutWave.Approval::after));
    }

    private static RolloutWave.@Nullable Gate gate(
            RolloutWave wave, java.util.function.Function<RolloutWave.Approval, RolloutWave.@Nullable Gate> side) {
        return wave.approval() == null ? null : side.apply(wave.approval());
    }
}
