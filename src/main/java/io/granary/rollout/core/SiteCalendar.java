// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When changes may begin at a site.
 *
 * @param zone IANA zone, or null where nobody said
 */
public record SiteCalendar(@Nullable ZoneId zone, List<Weekly> windows) {
    public static final SiteCalendar ANY = new SiteCalendar(null, List.of());

    public SiteCalendar {
        windows = List.copyOf(windows);
    }

    /** A window that opens on some days; the duration is elapsed time, whatever the clocks do meanwhile. */
    public record Weekly(Set<DayOfWeek> days, LocalTime start, Duration duration) {
        public Weekly {
            days = Set.copyOf(days);
        }

        boolean opensOn(LocalDate day) {
            return days.isEmpty() || days.contains(day.getDayOfWeek());
        }
    }
}
