// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

/** Amounts and ages as kubectl writes them. */
public final class Quantities {
    private static final String[] UNITS = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

    private Quantities() {}

    /** Thousandths of a CPU as a quantity: {@code 2} or {@code 500m}. */
    public static String cpu(int millis) {
        return millis % 1000 == 0 ? Integer.toString(millis / 1000) : millis + "m";
    }

    /** Bytes as a quantity in the largest binary unit that is exact. */
    public static String bytes(long bytes) {
        var unit = 0;
        var rest = bytes;
        while (rest != 0 && rest % 1024 == 0 && unit < UNITS.length - 1) {
            rest /= 1024;
            unit++;
        }
        return rest + UNITS[unit];
    }

    /**
     * A span in seconds as apimachinery's {@code duration.HumanDuration} writes it; {@code <invalid>} when negative.
     */
    public static String age(long seconds) {
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 0) {
            return "0s";
        }
        if (seconds < 120) {
            return seconds + "s";
        }
        var minutes = seconds / 60;
        if (minutes < 10) {
            return with(minutes, "m", seconds % 60, "s");
        }
        return minutes < 180 ? minutes + "m" : longAge(minutes / 60, minutes % 60);
    }

    private static String longAge(long hours, long minutes) {
        if (hours < 8) {
            return with(hours, "h", minutes, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        var days = hours / 24;
        if (hours < 24 * 8) {
            return with(days, "d", hours % 24, "h");
        }
        if (days < 365 * 2) {
            return days + "d";
        }
        return days < 365 * 8 ? with(days / 365, "y", days % 365, "d") : days / 365 + "y";
    }

    private static String with(long big, String unit, long small, String smallUnit) {
        return small == 0 ? big + unit : big + unit + small + smallUnit;
    }
}
