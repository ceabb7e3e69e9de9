// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import io.granary.crd.v1alpha1.PolicyReportSpec.Row;
import io.granary.crd.v1alpha1.PolicyReportSpec.Standing;
import io.granary.crd.v1alpha1.PolicyReportSpec.Turn;
import io.granary.crd.v1alpha1.PolicyReportSpec.Verdict;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Since when things differ, and how verdicts changed. */
class RowHistoryTest {
    private static final Difference NTP = new Difference("Setting ntp-servers", null, "a", "b", null);
    private static final Difference RULE = new Difference("Rule backups", "shop/till", null, null, null);

    private static Row row(Verdict verdict, List<Difference> differences, RowHistory history) {
        return new Row(
                "uid",
                "store-1",
                verdict,
                "0",
                null,
                differences,
                null,
                List.of(),
                List.of(),
                history.differs(),
                history.turns());
    }

    private static Row first(Verdict verdict, Difference... differences) {
        return row(verdict, List.of(differences), RowHistory.of(null, verdict, List.of(differences), "day 0"));
    }

    private static Row next(Row before, String now, Verdict verdict, Difference... differences) {
        return row(verdict, List.of(differences), RowHistory.of(before, verdict, List.of(differences), now));
    }

    @Test
    void tellsSinceWhenEachThingDiffers() {
        var row = next(first(Verdict.Drifted, NTP), "day 1", Verdict.Drifted, NTP, RULE);

        assertThat(row.differs())
                .containsExactly(new Standing("Setting ntp-servers", "day 0"), new Standing("Rule backups", "day 1"));
        assertThat(row.history()).containsExactly(new Turn("day 1", Verdict.Drifted, "Rule backups"));
    }

    @Test
    void tellsWhenItWasMended() {
        var row = next(first(Verdict.Drifted, NTP), "day 1", Verdict.Compliant);

        assertThat(row.differs()).isEmpty();
        assertThat(row.history())
                .containsExactly(
                        new Turn("day 1", Verdict.Compliant, null),
                        new Turn("day 1", Verdict.Compliant, "Setting ntp-servers"));
    }

    @Test
    void keepsWhatWasKnownOfASiteThatIsOutOfReach() {
        var away = next(first(Verdict.Drifted, NTP), "day 1", Verdict.Unknown);
        var back = next(away, "day 2", Verdict.Drifted, NTP);

        assertThat(away.history()).containsExactly(new Turn("day 1", Verdict.Unknown, null));
        assertThat(back.differs()).containsExactly(new Standing("Setting ntp-servers", "day 0"));
        assertThat(back.history())
                .containsExactly(new Turn("day 1", Verdict.Unknown, null), new Turn("day 2", Verdict.Drifted, null));
    }

    @Test
    void aLineThatFlapsDoesNotPushOutWhatChangedAtTheSite() {
        var row = next(first(Verdict.Compliant), "day 1", Verdict.Drifted, NTP);
        for (int day = 2; day < 40; day++) {
            row = next(row, "day " + day, day % 2 == 0 ? Verdict.Unknown : Verdict.Drifted, NTP);
        }

        assertThat(row.history()).hasSize(RowHistory.MOST_TURNS + 1);
        assertThat(row.history()).contains(new Turn("day 1", Verdict.Drifted, "Setting ntp-servers"));
    }

    @Test
    void theSameAgainIsNoNews() {
        var before = next(first(Verdict.Drifted, NTP), "day 1", Verdict.Drifted, NTP);

        assertThat(next(before, "day 2", Verdict.Drifted, NTP)).isEqualTo(before);
    }

    @Test
    void aRowStaysSmallAndKeepsAtLeastOneDifference() {
        var many = IntStream.range(0, 16)
                .mapToObj(i -> new Difference("Setting " + i, "f", "w".repeat(200), "f".repeat(200), "m"))
                .toList();
        var fitted = RowHistory.fitted(row(Verdict.Drifted, many, new RowHistory(List.of(), List.of())));

        assertThat(fitted.differences()).isNotEmpty().hasSizeLessThan(6);
        assertThat(fitted.toString().length()).isLessThan(RowHistory.ROW_BYTES);
    }
}
