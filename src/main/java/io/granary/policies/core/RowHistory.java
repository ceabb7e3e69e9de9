// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import io.granary.crd.v1alpha1.PolicyReportSpec.Row;
import io.granary.crd.v1alpha1.PolicyReportSpec.Standing;
import io.granary.crd.v1alpha1.PolicyReportSpec.Turn;
import io.granary.crd.v1alpha1.PolicyReportSpec.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Since when each thing differs at a site, and the last changes of verdict. A site that is out of reach keeps what was
 * known of it, since nobody saw it change. Bounded, so that a shard of rows stays an object of half a megabyte.
 *
 * @param differs first what differs longest
 * @param turns oldest first
 */
record RowHistory(List<Standing> differs, List<Turn> turns) {
    /** Changes that are kept, of the site and of its things each. */
    static final int MOST_TURNS = 8;

    private static final int MOST_STANDING = 32;
    private static final int LONGEST_MESSAGE = 300;
    /** What a row should have at most, in bytes as JSON. */
    static final int ROW_BYTES = 2_048;

    static RowHistory of(@Nullable Row before, Verdict verdict, List<Difference> differences, String now) {
        if (before == null) {
            return new RowHistory(
                    verdict == Verdict.Unknown ? List.of() : standing(List.of(), differences, now), List.of());
        }
        var turns = new ArrayList<>(before.history());
        if (before.verdict() != verdict) {
            turns.add(new Turn(now, verdict, null));
        }
        if (verdict == Verdict.Unknown) {
            return new RowHistory(before.differs(), lately(turns));
        }
        var whats = whats(differences);
        var known = before.differs().stream().map(Standing::what).collect(Collectors.toSet());
        known.stream()
                .filter(what -> !whats.contains(what))
                .sorted()
                .forEach(what -> turns.add(new Turn(now, Verdict.Compliant, what)));
        var standing = standing(before.differs(), differences, now);
        standing.stream()
                .map(Standing::what)
                .filter(what -> !known.contains(what))
                .forEach(what -> turns.add(new Turn(now, Verdict.Drifted, what)));
        return new RowHistory(standing, lately(turns));
    }

    private static Set<String> whats(List<Difference> differences) {
        return differences.stream().map(Difference::what).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<Standing> standing(List<Standing> before, List<Difference> differences, String now) {
        var whats = whats(differences);
        var known = before.stream().map(Standing::what).collect(Collectors.toSet());
        return Stream.concat(
                        before.stream().filter(each -> whats.contains(each.what())),
                        whats.stream().filter(what -> !known.contains(what)).map(what -> new Standing(what, now)))
                .limit(MOST_STANDING)
                .toList();
    }

    private static List<Turn> lately(List<Turn> turns) {
        var kept = new ArrayList<>(turns);
        trim(kept, turn -> turn.what() == null);
        trim(kept, turn -> turn.what() != null);
        return List.copyOf(kept);
    }

    private static void trim(List<Turn> turns, Predicate<Turn> kind) {
        var many = turns.stream().filter(kind).count() - MOST_TURNS;
        turns.stream().filter(kind).limit(Math.max(0, many)).toList().forEach(turns::remove);
    }

    /** The row, with as much of its message, history and differences as fits. */
    static Row fitted(Row row) {
        var history = new ArrayList<>(row.history());
        var differences = new ArrayList<>(row.differences());
        var size = size(row);
        while (size > ROW_BYTES && !history.isEmpty()) {
            size -= size(history.removeFirst());
        }
        while (size > ROW_BYTES && differences.size() > 1) {
            size -= size(differences.removeLast());
        }
        return new Row(
                row.uid(),
                row.name(),
                row.verdict(),
                row.since(),
                cut(row.message()),
                differences,
                row.revision(),
                row.mended(),
                row.made(),
                row.differs(),
                history);
    }

    private static @Nullable String cut(@Nullable String message) {
        return message == null || message.length() <= LONGEST_MESSAGE
                ? message
                : message.substring(0, LONGEST_MESSAGE - 1) + "…";
    }

    private static int size(Row row) {
        return 150
                + size(row.message())
                + row.differences().stream().mapToInt(RowHistory::size).sum()
                + row.made().stream().mapToInt(what -> 3 + what.length()).sum()
                + row.mended().stream()
                        .mapToInt(mend -> 60 + mend.what().length())
                        .sum()
                + row.differs().stream()
                        .mapToInt(each -> 45 + each.what().length())
                        .sum()
                + row.history().stream().mapToInt(RowHistory::size).sum();
    }

    private static int size(Turn turn) {
        return 65 + size(turn.what());
    }

    private static int size(Difference difference) {
        return 60
                + difference.what().length()
                + size(difference.field())
                + size(difference.wanted())
                + size(difference.found())
                + size(difference.manager());
    }

    private static int size(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
