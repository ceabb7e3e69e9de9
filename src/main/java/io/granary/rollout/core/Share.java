// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import org.jspecify.annotations.Nullable;

/**
 * A number of sites, or a share of them.
 *
 * @param percent 0 to 100, or negative where {@code count} is meant
 * @param count at least 0
 * @param cap upper limit of what a share comes to
 */
public record Share(double percent, int count, int cap) {

    public static Share of(@Nullable String text, Share absent) {
        if (text == null) {
            return absent;
        }
        return text.endsWith("%")
                ? new Share(Double.parseDouble(text.substring(0, text.length() - 1)), 0, Integer.MAX_VALUE)
                : new Share(-1, Integer.parseInt(text), Integer.MAX_VALUE);
    }

    /** Concurrency: rounded down, but a share is at least one. */
    public int concurrency(int total) {
        return percent < 0 ? count : Math.clamp(floor(total), 1, cap);
    }

    /** Failures that are borne: rounded down, at least one where the share is not nothing (E4). */
    public int tolerance(int total) {
        return percent < 0 ? count : percent == 0 ? 0 : Math.max(1, floor(total));
    }

    /** Successes that are needed: rounded up. */
    public static int required(double percent, int total) {
        return (int) Math.ceil(percent * total / 100 - 1e-9);
    }

    private int floor(int total) {
        return (int) Math.floor(percent * total / 100 + 1e-9);
    }
}
