// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutControl;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maintenance windows, computed anew each time from now, the site's IANA zone, its weekly list and the blackouts. No
 * timer is state, so a restart can neither miss nor close one. A start time in a DST gap is the first valid instant
 * after it; an ambiguous one is its first occurrence.
 */
public final class Windows {
    private static final int DAYS_AHEAD = 35;

    private Windows() {}

    /** Whether work may start at a site by the rules of a rollout. */
    public static WindowState at(
            SiteCalendar calendar, RolloutControl.Use use, List<RolloutControl.Blackout> blackouts, Instant now) {
        var windowed = use == RolloutControl.Use.Site && !calendar.windows().isEmpty();
        if (!windowed && blackouts.isEmpty()) {
            return new WindowState.Open(Instant.EPOCH, Instant.MAX, Duration.ofDays(36500));
        }
        var zone = calendar.zone();
        if (zone == null) {
            return new WindowState.NoZone();
        }
        var next = Instant.MAX;
        for (var blackout : blackouts) {
            var from = instant(LocalDateTime.parse(blackout.from()), zone);
            var until = instant(LocalDateTime.parse(blackout.until()), zone);
            if (!now.isBefore(from) && now.isBefore(until)) {
                return new WindowState.Blackout(blackout.name(), until);
            }
            next = from.isAfter(now) && from.isBefore(next) ? from : next;
        }
        var weekly = windowed
                ? weekly(calendar.windows(), zone, now)
                : new WindowState.Open(Instant.EPOCH, Instant.MAX, Duration.ofDays(36500));
        return weekly instanceof WindowState.Open open && next.isBefore(open.until())
                ? new WindowState.Open(open.since(), next, open.length())
                : weekly;
    }

    private static WindowState weekly(List<SiteCalendar.Weekly> windows, ZoneId zone, Instant now) {
        var today = LocalDate.ofInstant(now, zone);
        WindowState.@Nullable Open best = null;
        var next = Instant.MAX;
        for (int day = -2; day <= DAYS_AHEAD; day++) {
            for (var window : windows) {
                if (!window.opensOn(today.plusDays(day))) {
                    continue;
                }
                var opens = instant(today.plusDays(day), window.start(), zone);
                var closes = opens.plus(window.duration());
                if (opens.isAfter(now)) {
                    next = opens.isBefore(next) ? opens : next;
                } else if (now.isBefore(closes) && (best == null || closes.isAfter(best.until()))) {
                    best = new WindowState.Open(opens, closes, window.duration());
                }
            }
            if (day >= 1 && (best != null || next != Instant.MAX)) {
                break;
            }
        }
        return best != null ? best : new WindowState.Closed(next);
    }

    private static Instant instant(LocalDate day, LocalTime time, ZoneId zone) {
        return instant(day.atTime(time), zone);
    }

    /** First valid instant at or after a local time that may not exist; the first of two. */
    static Instant instant(LocalDateTime local, ZoneId zone) {
        var transition = zone.getRules().getTransition(local);
        return transition != null && transition.isGap()
                ? transition.getInstant()
                : local.atZone(zone).toInstant();
    }
}
