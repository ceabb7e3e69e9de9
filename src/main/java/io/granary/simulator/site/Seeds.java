// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import java.util.List;
import java.util.UUID;

/**
 * Numbers that look random and follow from a seed and a name alone: whoever asks first or last gets the same answer, so
 * that sites can be generated lazily and in any order.
 */
public record Seeds(long state) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final char[] LETTERS = "bcdfghjklmnpqrstvwxz2456789".toCharArray();

    public Seeds of(long salt) {
        return new Seeds(mix(state + GOLDEN * (salt + 1)));
    }

    public Seeds of(String salt) {
        long hash = state;
        for (int i = 0; i < salt.length(); i++) {
            hash = mix(hash + GOLDEN + salt.charAt(i));
        }
        return new Seeds(hash);
    }

    /** A whole number from 0 (inclusive) to the bound (exclusive). */
    public int below(int bound) {
        return (int) Long.remainderUnsigned(mix(state), bound);
    }

    /** True in so many of a hundred cases. */
    public boolean percent(int chance) {
        return below(100) < chance;
    }

    public <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** A random (version 4) UUID. */
    public UUID uuid() {
        long high = mix(state ^ 0x5DEECE66DL);
        long low = mix(high + GOLDEN);
        return new UUID((high & ~0xF000L) | 0x4000L, (low & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
    }

    /** So many characters of the alphabet that Kubernetes uses for generated names. */
    public String suffix(int length) {
        var out = new char[length];
        long bits = state;
        for (int i = 0; i < length; i++) {
            bits = mix(bits + GOLDEN);
            out[i] = LETTERS[(int) Long.remainderUnsigned(bits, LETTERS.length)];
        }
        return new String(out);
    }

    /** Lower-case hexadecimal digits. */
    public String hex(int length) {
        var out = new StringBuilder(length + 16);
        for (long bits = mix(state); out.length() < length; bits = mix(bits + GOLDEN)) {
            out.append("%016x".formatted(bits));
        }
        return out.substring(0, length);
    }

    /** SplitMix64's finisher: every bit of the input moves every bit of the output. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
