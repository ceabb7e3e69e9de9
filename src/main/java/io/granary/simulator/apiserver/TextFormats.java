// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Pattern;

/** The formats of strings that the API server checks; an unknown one fits always. */
final class TextFormats {
    private static final Pattern UUID =
            Pattern.compile("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$");
    private static final Pattern DURATION = Pattern.compile(
            "^[-+]?(\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h|d|w)((\\d+(\\.\\d*)?)(ns|us|µs|ms|s|m|h))*$");
    private static final Pattern IPV4 = Pattern.compile("^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.|$)){4}$");
    private static final Pattern IPV6 = Pattern.compile("(?i)^[0-9a-f:]*:[0-9a-f:.]*$");
    private static final Pattern MAC = Pattern.compile("(?i)^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$");
    private static final Pattern EMAIL = Pattern.compile("^[^@\\s]+@[^@\\s]+$");
    private static final Pattern HOST = Pattern.compile("^([a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?\\.?)+$");

    private TextFormats() {}

    static boolean fits(String format, String text) {
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "date-time", "datetime" -> readable(() -> OffsetDateTime.parse(text));
            case "date" -> readable(() -> LocalDate.parse(text));
            case "uuid", "uuid3", "uuid4", "uuid5" -> UUID.matcher(text).matches();
            case "duration" -> DURATION.matcher(text).matches();
            case "ipv4" -> IPV4.matcher(text).matches();
            case "ipv6" -> IPV6.matcher(text).matches();
            case "cidr" -> cidr(text);
            case "mac" -> MAC.matcher(text).matches();
            case "email" -> EMAIL.matcher(text).matches();
            case "hostname" -> HOST.matcher(text).matches();
            default -> true;
        };
    }

    private static boolean cidr(String text) {
        var parts = text.split("/");
        return parts.length == 2
                && parts[1].matches("\\d{1,3}")
                && (IPV4.matcher(parts[0]).matches() || IPV6.matcher(parts[0]).matches());
    }

    private static boolean readable(Runnable parse) {
        try {
            parse.run();
            return true;
        } catch (DateTimeException unreadable) {
            return false;
        }
    }
}
