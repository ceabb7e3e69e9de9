// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads the HTTP dates and delays that a server sends (RFC 9110, 5.6.7 and 10.2.3). Garbage is never an error. */
final class RetryAfter {
    private RetryAfter() {}

    /**
     * How long to be quiet, within the clamp.
     *
     * @param value of the header: seconds or an HTTP date; anything else counts as the shortest time
     * @param serverNow the reply's own date, from which an HTTP date counts; the two clocks need not agree with ours
     */
    static Duration of(@Nullable String value, @Nullable Instant serverNow, DoorLimits.Patience limits) {
        var asked = Duration.ZERO;
        if (value != null && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            asked = value.length() > 9 ? limits.longestRetry() : seconds(value);
        } else if (serverNow != null && date(value) instanceof Instant until) {
            asked = Duration.between(serverNow, until);
        }
        if (asked.compareTo(limits.shortestRetry()) < 0) {
            return limits.shortestRetry();
        }
        return asked.compareTo(limits.longestRetry()) > 0 ? limits.longestRetry() : asked;
    }

    private static Duration seconds(String digits) {
        return digits.isEmpty() ? Duration.ZERO : Duration.ofSeconds(Integer.parseInt(digits));
    }

    /** An HTTP date, or null where it is absent or unreadable. */
    static @Nullable Instant date(@Nullable String value) {
        if (value == null || value.length() > 40) {
            return null;
        }
        try {
            return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
