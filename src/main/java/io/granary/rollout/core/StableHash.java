// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

/** A hash that is the same on every machine and in every release (FNV-1a with a final mix). */
public final class StableHash {
    private StableHash() {}

    public static long of(String first, String second) {
        return mix(absorb(absorb(absorb(0xcbf29ce484222325L, first), "\u0000"), second));
    }

    /** Evenly spread, from 0 inclusive to 1 exclusive. */
    public static double fraction(String first, String second) {
        return (of(first, second) >>> 11) * 0x1.0p-53;
    }

    private static long absorb(long hash, String text) {
        var h = hash;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x100000001b3L;
        }
        return h;
    }

    private static long mix(long hash) {
        var h = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
