// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.SiteHistorySpec.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How tries ended, and the ring of the last of them that is kept for each site. */
public final class Outcomes {
    /** As many as a site keeps. */
    public static final int MOST = 20;

    private Outcomes() {}

    /** What an entry says of its last try; null while that has no end, or if nobody will ever ask. */
    public static @Nullable Outcome of(String rollout, Entry entry) {
        return switch (entry.phase()) {
            case SUCCEEDED -> outcome(rollout, entry, "Succeeded");
            case CURRENT -> outcome(rollout, entry, "AlreadyCurrent");
            case FAILED, BACKOFF -> outcome(rollout, entry, "Failed");
            case TIMED_OUT -> outcome(rollout, entry, "TimedOut");
            case LOST -> outcome(rollout, entry, "Lost");
            case SKIPPED -> isNews(entry) ? outcome(rollout, entry, "Skipped") : null;
            case PENDING, STAGING, STAGED, ADMITTED, RUNNING, VERIFYING -> null;
        };
    }

    /** A site that the spec never meant to have tells nothing. */
    private static boolean isNews(Entry entry) {
        return !entry.code().equals(Reason.EXCLUDED.text()) && !entry.code().equals(Reason.NEW_SITE.text());
    }

    private static Outcome outcome(String rollout, Entry entry, String word) {
        var started = entry.startedAt();
        return new Outcome(
                rollout,
                entry.revision(),
                entry.attempt(),
                word,
                entry.since().toString(),
                started == null ? null : started.toString(),
                entry.wave().isEmpty() ? null : entry.wave(),
                entry.message().isEmpty() ? null : entry.message());
    }

    /** The ring with these in it: the newest first, the same try once, at most {@link #MOST}. */
    public static List<Outcome> merged(List<Outcome> ring, Collection<Outcome> fresh) {
        var all = new ArrayList<Outcome>(fresh);
        ring.stream()
                .filter(old -> fresh.stream().noneMatch(one -> isSameTry(one, old)))
                .forEach(all::add);
        all.sort(Comparator.comparing((Outcome one) -> Instant.parse(one.at())).reversed());
        return List.copyOf(all.subList(0, Math.min(MOST, all.size())));
    }

    /** Two of the same name but another start are of a rollout that was deleted, and made anew. */
    private static boolean isSameTry(Outcome one, Outcome other) {
        return one.rollout().equals(other.rollout())
                && one.revision().equals(other.revision())
                && one.attempt() == other.attempt()
                && Objects.equals(one.startedAt(), other.startedAt());
    }
}
