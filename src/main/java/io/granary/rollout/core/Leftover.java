// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutControl.Revert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout left at a site and should not leave there: of a try that failed, where the rollout wants that taken
 * back; of a revision that was undone, once the site is as the present one wants it; what was fetched ahead for a
 * revision that is no more.
 */
public record Leftover(SiteView site, Entry entry, Kind kind) {

    public enum Kind {
        /** {@code control.revert: Site}, and the last try failed. */
        FAILED,
        /** The present revision goes back to one that is older than this. */
        UNDONE,
        /** Nothing will take it over. */
        AHEAD
    }

    /** What becomes of the rollout itself. */
    public enum Course {
        GOES_ON,
        /** It is being deleted. */
        ENDS
    }

    /**
     * In the order of sites; of those only that answer and are not held by hand. A rollout that is paused by hand
     * leaves all as it is; a trip does not keep a failed site waiting.
     *
     * @param before entries of earlier revisions, of each a map, the latest first
     */
    public static List<Leftover> of(
            Rules rules, Observed observed, RolloutPlan plan, List<Map<SiteUid, Entry>> before, Course course) {
        if (rules.paused() && course == Course.GOES_ON) {
            return List.of();
        }
        var undoOf = course == Course.GOES_ON ? plan.journal().revision().undoOf() : null;
        var changed = new HashMap<SiteUid, Entry>();
        var present = plan.journal().revision().number();
        plan.entries().stream()
                .filter(entry -> entry.revision() == present)
                .forEach(entry -> changed.put(entry.site(), entry));
        var left = new ArrayList<Leftover>();
        for (var site : observed.sites()) {
            if (!site.contact().reachable() || site.hold() != null) {
                continue;
            }
            var entry = changed.getOrDefault(site.uid(), observed.entries().get(site.uid()));
            var kind = kind(rules, entry, course);
            if (entry != null && kind != null) {
                left.add(new Leftover(site, entry, kind));
            } else {
                before.stream()
                        .flatMap(earlier -> Stream.ofNullable(earlier.get(site.uid())))
                        .flatMap(old -> Stream.ofNullable(kindBefore(rules, entry, old, undoOf))
                                .map(oldKind -> new Leftover(site, old, oldKind)))
                        .forEach(left::add);
            }
        }
        return left;
    }

    private static @Nullable Kind kind(Rules rules, @Nullable Entry entry, Course course) {
        if (entry == null) {
            return null;
        }
        var failed = entry.phase() == Phase.FAILED && entry.startedAt() != null && !isCleared(entry);
        if (failed && rules.control().revert() == Revert.Site) {
            return Kind.FAILED;
        }
        return course == Course.ENDS && isAhead(entry) ? Kind.AHEAD : null;
    }

    private static @Nullable Kind kindBefore(Rules rules, @Nullable Entry now, Entry old, @Nullable Integer undoOf) {
        if (isCleared(old) || rules.aborted()) {
            return null;
        }
        if (isAhead(old)) {
            return Kind.AHEAD;
        }
        var well = now != null && (now.phase() == Phase.SUCCEEDED || now.phase() == Phase.CURRENT);
        var undone = undoOf != null && old.revision() > undoOf;
        return undone && well && old.startedAt() != null && !old.phase().isInFlight() ? Kind.UNDONE : null;
    }

    private static boolean isAhead(Entry entry) {
        return entry.isAhead() || entry.code().equals(Reason.STAGING_FAILED.text());
    }

    private static boolean isCleared(Entry entry) {
        return entry.code().equals(Reason.TAKEN_BACK.text()) || entry.code().equals(Reason.CLEARED.text());
    }

    /** Of the try that left it. */
    public int attempt() {
        return kind == Kind.AHEAD ? entry.attempt() + 1 : entry.attempt();
    }

    /** Leaves room for what became of it. */
    private static String cut(String failure) {
        return failure.length() > 90 ? failure.substring(0, 89) + "…" : failure;
    }

    /** The entry with what became of it, so that nobody asks again. */
    public Entry cleared(String sentence, Instant now) {
        return switch (kind) {
            case FAILED -> entry.noted(Reason.TAKEN_BACK, cut(entry.message()) + "; taken back: " + sentence);
            case UNDONE -> entry.noted(Reason.CLEARED, sentence);
            case AHEAD -> entry.to(Phase.PENDING, now, Reason.CLEARED, sentence);
        };
    }
}
