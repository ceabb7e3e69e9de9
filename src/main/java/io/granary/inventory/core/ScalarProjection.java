// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.time.LocalDate;

/** Reads the scalars of the Kubernetes API that are written as text: quantities and times. */
public final class ScalarProjection {
    private static final long LAST_YEAR = 2200;

    private ScalarProjection() {}

    /** A quantity ({@code 40Gi}, {@code 250m}, {@code 1e3}) in units; 0 where it is none, and never negative. */
    static long units(String text) {
        return (long) Math.min(thousandths(text) / 1000.0, Long.MAX_VALUE);
    }

    /** A quantity in thousandths; 0 where it is none. */
    static int millis(String text) {
        return (int) Math.min(thousandths(text), Integer.MAX_VALUE);
    }

    private static double thousandths(String text) {
        var digits = 0;
        while (digits < text.length() && isDecimal(text.charAt(digits))) {
            digits++;
        }
        if (digits == 0 || digits > 24) {
            return 0;
        }
        try {
            return Double.parseDouble(text.substring(0, digits)) * factor(text.substring(digits)) * 1000;
        } catch (NumberFormatException garbage) {
            return 0;
        }
    }

    private static boolean isDecimal(char next) {
        return (next >= '0' && next <= '9') || next == '.';
    }

    private static double factor(String suffix) {
        return switch (suffix) {
            case "" -> 1;
            case "n" -> 1e-9;
            case "u" -> 1e-6;
            case "m" -> 1e-3;
            case "k" -> 1e3;
            case "M" -> 1e6;
            case "G" -> 1e9;
            case "T" -> 1e12;
            case "P" -> 1e15;
            case "E" -> 1e18;
            case "Ki" -> 1L << 10;
            case "Mi" -> 1L << 20;
            case "Gi" -> 1L << 30;
            case "Ti" -> 1L << 40;
            case "Pi" -> 1L << 50;
            case "Ei" -> 1L << 60;
            default -> exponent(suffix);
        };
    }

    private static double exponent(String suffix) {
        var isExponent = suffix.length() <= 3 && (suffix.charAt(0) == 'e' || suffix.charAt(0) == 'E');
        return isExponent ? Double.parseDouble("1" + suffix) : 0;
    }

    /** RFC 3339 in UTC ({@code 2026-07-03T07:22:10Z}) in seconds since 1970; 0 where it is none, or absurd. */
    static long seconds(String text) {
        if (text.length() < 20 || text.charAt(10) != 'T' || text.charAt(text.length() - 1) != 'Z') {
            return 0;
        }
        var year = number(text, 0, 4);
        var month = number(text, 5, 7);
        var day = number(text, 8, 10);
        var time = number(text, 11, 13) * 3600L + number(text, 14, 16) * 60L + number(text, 17, 19);
        var sane = year >= 1970 && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1 && day <= 28;
        if (sane) {
            return LocalDate.of(year, month, day).toEpochDay() * 86_400L + time;
        }
        return year >= 1970 && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 29 && day <= 31
                ? LocalDate.of(year, month, 28).plusDays(day - 28).toEpochDay() * 86_400L + time
                : 0;
    }

    private static int number(String text, int from, int to) {
        var value = 0;
        for (var at = from; at < to; at++) {
            var digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return -1_000_000;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** A resource version as a number, or -1 where it is none: 1 to 18 digits, more than 0. */
    public static long version(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return -1;
        }
        long value = 0;
        for (var at = 0; at < text.length(); at++) {
            var digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value > 0 ? value : -1;
    }
}
