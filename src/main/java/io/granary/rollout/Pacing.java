// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How seldom rollouts over a large fleet are passed over, however much happens there; a person's word waits for none of
 * it. Safe for all threads.
 */
final class Pacing {
    /** From so many sites on admissions are gathered. */
    static final int LARGE = 2_000;
    /** Even those who edit all the time get a pass no oftener. */
    private static final Duration SOONEST = Duration.ofSeconds(1);

    private final Map<RolloutKey, Said> said = new ConcurrentHashMap<>();
    private final Map<RolloutKey, Instant> begun = new ConcurrentHashMap<>();

    /** What people want of a rollout, as far as its metadata tell. */
    private record Said(long generation, boolean going, boolean urgent) {}

    /** Half a millisecond for each site from one pass to the next: five seconds for 10,000. */
    static Duration passes(int sites) {
        return Duration.ofMillis(sites / 2);
    }

    /**
     * The least time from one admission to the next, ten seconds at 10,000 sites: each touches nearly every shard of a
     * large fleet, so those of some seconds go together.
     */
    static Duration admissions(int sites) {
        return sites < LARGE ? Duration.ZERO : Duration.ofMillis(sites);
    }

    /**
     * The rollout was stored, by whomever: a person's doing if its spec is another, which the generation counts, or it
     * is to be deleted. The hub's own writes of the status are neither.
     */
    void stored(RolloutKey key, long generation, boolean going) {
        said.compute(key, (same, old) -> {
            var news = old == null || old.generation() != generation || old.going() != going;
            return new Said(generation, going, news || old.urgent());
        });
    }

    /** A person had his say otherwise: by an approval, a denial, a resumption. */
    void spoken(RolloutKey key) {
        said.computeIfPresent(key, (same, old) -> new Said(old.generation(), old.going(), true));
    }

    void forget(RolloutKey key) {
        said.remove(key);
        begun.remove(key);
    }

    /** How long a pass that would begin now has to wait. */
    Duration wait(RolloutKey key, int sites, Instant now) {
        var before = begun.get(key);
        var rest = isUrgent(said.get(key)) ? least(passes(sites), SOONEST) : passes(sites);
        var since = before == null ? rest : Duration.between(before, now);
        return since.isNegative() || since.compareTo(rest) >= 0 ? Duration.ZERO : rest.minus(since);
    }

    /** A pass begins: it heeds all that was said until now, and what is said from now on is for the next one. */
    void begin(RolloutKey key, Instant now) {
        said.computeIfPresent(key, (same, old) -> new Said(old.generation(), old.going(), false));
        begun.put(key, now);
    }

    private static boolean isUrgent(@Nullable Said word) {
        return word != null && word.urgent();
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
