// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.RolloutControl.Blackout;
import io.granary.crd.v1alpha1.RolloutControl.Use;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WindowsTest {

    @Test
    void aStartInTheGapOfSpringIsTheFirstInstantAfterIt() {
        var calendar = window("Europe/Berlin", "02:30", 2);

        assertThat(at(calendar, "2027-03-28T00:59:59Z"))
                .isEqualTo(new WindowState.Closed(Instant.parse("2027-03-28T01:00:00Z")));
        assertThat(at(calendar, "2027-03-28T01:00:00Z")).isEqualTo(open("2027-03-28T01:00:00Z", 2));
    }

    @Test
    void aStartThatComesTwiceInAutumnIsTheFirst() {
        var calendar = window("Europe/Berlin", "02:30", 2);

        assertThat(at(calendar, "2026-10-25T00:30:00Z")).isEqualTo(open("2026-10-25T00:30:00Z", 2));
        assertThat(at(calendar, "2026-10-25T02:30:00Z"))
                .isEqualTo(new WindowState.Closed(Instant.parse("2026-10-26T01:30:00Z")));
    }

    @Test
    void theDurationIsElapsedTimeOverAChangeOfTheClocks() {
        var calendar = window("America/New_York", "00:30", 4);

        assertThat(at(calendar, "2026-11-01T08:29:59Z")).isEqualTo(open("2026-11-01T04:30:00Z", 4));
        assertThat(at(calendar, "2026-11-01T08:30:00Z")).isInstanceOf(WindowState.Closed.class);
    }

    @Test
    void aWindowGoesOnPastMidnightIntoADayThatIsNotListed() {
        var calendar = window("Asia/Kolkata", "22:00", 6, DayOfWeek.SATURDAY);

        assertThat(at(calendar, "2026-10-03T20:00:00Z")).isEqualTo(open("2026-10-03T16:30:00Z", 6));
        assertThat(at(calendar, "2026-10-03T22:30:00Z"))
                .isEqualTo(new WindowState.Closed(Instant.parse("2026-10-10T16:30:00Z")));
    }

    @Test
    void windowsWithoutAZoneHoldInsteadOfGuessing() {
        var calendar = new SiteCalendar(null, window("UTC", "02:30", 2).windows());

        assertThat(at(calendar, "2026-10-03T03:00:00Z")).isEqualTo(new WindowState.NoZone());
    }

    @Test
    void aBlackoutIsByTheSitesOwnClockAndCutsTheWindowShort() {
        var friday = List.of(new Blackout("black-friday", "2026-11-27T00:00", "2026-11-28T00:00"));
        var calendar = window("America/New_York", "22:00", 6);

        assertThat(Windows.at(calendar, Use.Site, friday, Instant.parse("2026-11-27T04:59:00Z")))
                .isEqualTo(new WindowState.Open(
                        Instant.parse("2026-11-27T03:00:00Z"),
                        Instant.parse("2026-11-27T05:00:00Z"),
                        Duration.ofHours(6)));
        assertThat(Windows.at(calendar, Use.Site, friday, Instant.parse("2026-11-27T05:00:00Z")))
                .isEqualTo(new WindowState.Blackout("black-friday", Instant.parse("2026-11-28T05:00:00Z")));
    }

    @Test
    void sharesRoundToTheSafeSide() {
        var tenth = Share.of("10%", new Share(-1, 1, 1));

        assertThat(tenth.concurrency(4)).isEqualTo(1);
        assertThat(tenth.concurrency(39)).isEqualTo(3);
        assertThat(Share.of("0%", tenth).tolerance(1000)).isZero();
        assertThat(tenth.tolerance(29)).isEqualTo(2);
        assertThat(Share.required(95, 10)).isEqualTo(10);
        assertThat(Share.required(95, 20)).isEqualTo(19);
    }

    private static WindowState at(SiteCalendar calendar, String now) {
        return Windows.at(calendar, Use.Site, List.of(), Instant.parse(now));
    }

    private static WindowState open(String since, int hours) {
        var from = Instant.parse(since);
        return new WindowState.Open(from, from.plus(Duration.ofHours(hours)), Duration.ofHours(hours));
    }

    private static SiteCalendar window(String zone, String start, int hours, DayOfWeek... days) {
        var weekly = new SiteCalendar.Weekly(Set.of(days), LocalTime.parse(start), Duration.ofHours(hours));
        return new SiteCalendar(ZoneId.of(zone), List.of(weekly));
    }
}
