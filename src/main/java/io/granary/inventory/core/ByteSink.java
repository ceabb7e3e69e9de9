// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes numbers and texts as few bytes. With a {@link Drain}, full frames are handed on and memory stays bounded. */
final class ByteSink {
    private static final int FRAME = 1 << 20;

    /** Takes the bytes written so far. */
    interface Drain {
        /** The array is used again after the call. */
        void take(byte[] bytes, int length);
    }

    private final @Nullable Drain drain;
    private byte[] bytes;
    private int size;

    ByteSink() {
        this.drain = null;
        this.bytes = new byte[128];
    }

    ByteSink(Drain drain) {
        this.drain = drain;
        this.bytes = new byte[FRAME];
    }

    ByteSink number(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            octet((int) rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        return octet((int) rest);
    }

    /** A text of any length. UUIDs and decimal numbers, which most are, take fewer bytes. */
    ByteSink text(String text) {
        if (text.length() == 36 && isUuid(text)) {
            var uuid = UUID.fromString(text);
            return octet(0).fixed(uuid.getMostSignificantBits()).fixed(uuid.getLeastSignificantBits());
        }
        if (!text.isEmpty() && text.length() < 19 && isDecimal(text)) {
            return octet(1).number(Long.parseLong(text));
        }
        return raw(text.getBytes(StandardCharsets.UTF_8), 2);
    }

    /** Bytes with their length. */
    ByteSink raw(byte[] value) {
        return raw(value, 0);
    }

    private ByteSink raw(byte[] value, int offset) {
        number((long) value.length + offset);
        int from = 0;
        while (from < value.length) {
            room(1);
            int part = Math.min(value.length - from, drain == null ? value.length - from : bytes.length - size);
            room(part);
            System.arraycopy(value, from, bytes, size, part);
            size += part;
            from += part;
        }
        return this;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Hands the rest to the drain. */
    void flush() {
        if (drain != null && size > 0) {
            drain.take(bytes, size);
            size = 0;
        }
    }

    private ByteSink fixed(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            octet((int) (value >>> shift));
        }
        return this;
    }

    private ByteSink octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    private void room(int needed) {
        if (size + needed <= bytes.length) {
            return;
        }
        if (drain != null) {
            flush();
        } else {
            bytes = Arrays.copyOf(bytes, Math.max(size + needed, bytes.length * 2));
        }
    }

    private static boolean isDecimal(String text) {
        if (text.charAt(0) == '0' && text.length() > 1) {
            return false;
        }
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isUuid(String text) {
        for (int at = 0; at < 36; at++) {
            char c = text.charAt(at);
            boolean dash = at == 8 || at == 13 || at == 18 || at == 23;
            if (dash ? c != '-' : !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
