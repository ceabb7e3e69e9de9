// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutControl;
import io.granary.crd.v1alpha1.RolloutControl.Bound;
import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutWave;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A spec with every default filled in (E12) and every text parsed.
 *
 * @param seed what samples and jitter are drawn with: the rollout's UID
 * @param waves in order, the last one takes what no other has
 */
public record Rules(
        String seed,
        RolloutSpec spec,
        Traits traits,
        List<Wave> waves,
        Share concurrency,
        Brakes brakes,
        Times times,
        Ahead ahead) {

    public record Wave(
            String name,
            RolloutWave.@Nullable Select select,
            @Nullable Share concurrency,
            int minSucceeded,
            double success,
            RolloutWave.WaitFor waitFor,
            Duration soak,
            RolloutWave.@Nullable Gate before,
            RolloutWave.@Nullable Gate after) {}

    public record Brakes(
            Share maxFailed,
            Share maxLost,
            Bound bound,
            int attempts,
            Set<FailureClass> retryOn,
            int catchUp,
            RolloutControl.OnFailure onFailure,
            RolloutControl.NewSites newSites) {}

    /**
     * The lane in which sites fetch ahead.
     *
     * @param wanted by the rollout, of a payload that can
     * @param concurrency sites that fetch at once
     * @param window when they may begin to
     * @param bytesPerSecond of one site; 0 for no bound of its own
     */
    public record Ahead(boolean wanted, int concurrency, RolloutControl.Use window, long bytesPerSecond) {}

    public record Times(
            Duration stage,
            Duration start,
            Duration run,
            Duration lost,
            Duration giveUp,
            Duration minRemaining,
            Duration backoff,
            int factor,
            Duration maxBackoff,
            double jitter) {}

    public RolloutControl control() {
        return control(spec);
    }

    public boolean paused() {
        return Boolean.TRUE.equals(control().paused());
    }

    public boolean aborted() {
        return Boolean.TRUE.equals(control().aborted());
    }

    public boolean exclusive() {
        return traits.access() == Traits.Access.EXCLUSIVE;
    }

    /** How long try number {@code attempt} is followed by quiet; the same at every evaluation. */
    public Duration backoffAfter(SiteUid site, int attempt) {
        var plain = times.backoff().toMillis() * Math.pow(times.factor(), Math.max(0, attempt - 1));
        var bounded = Math.min(plain, times.maxBackoff().toMillis());
        var swing = times.jitter() * (2 * StableHash.fraction(seed + attempt, site.value()) - 1);
        return Duration.ofMillis((long) (bounded * (1 + swing)));
    }

    public static RolloutControl control(RolloutSpec spec) {
        return spec.control() != null ? spec.control() : RolloutControl.NONE;
    }
}
