// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Reads what a {@link ByteSink} wrote. Throws {@link IllegalStateException} where the bytes cannot be so. */
final class ByteSource {

    /** Gives the next frame of bytes; an empty one at the end. */
    interface Frames {
        byte[] next();
    }

    private final Frames frames;
    private byte[] bytes;
    private int at;

    ByteSource(byte[] bytes) {
        this(() -> new byte[0]);
        this.bytes = bytes;
    }

    ByteSource(Frames frames) {
        this.frames = frames;
        this.bytes = new byte[0];
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if ((octet & 0x80) == 0) {
                return value;
            }
        }
        throw new IllegalStateException("a number has more than ten bytes");
    }

    int count() {
        return Math.toIntExact(number());
    }

    String text() {
        long head = number();
        if (head == 0) {
            return new UUID(fixed(), fixed()).toString();
        }
        return head == 1 ? Long.toString(number()) : new String(raw(head - 2), StandardCharsets.UTF_8);
    }

    byte[] raw() {
        return raw(number());
    }

    private byte[] raw(long length) {
        if (length < 0 || length > 1 << 28) {
            throw new IllegalStateException("a text is longer than 256 MiB");
        }
        var value = new byte[(int) length];
        int from = 0;
        while (from < value.length) {
            more();
            int part = Math.min(value.length - from, bytes.length - at);
            System.arraycopy(bytes, at, value, from, part);
            at += part;
            from += part;
        }
        return value;
    }

    private long fixed() {
        long value = 0;
        for (int count = 0; count < 8; count++) {
            value = value << 8 | octet();
        }
        return value;
    }

    private int octet() {
        more();
        return bytes[at++] & 0xff;
    }

    private void more() {
        if (at == bytes.length) {
            bytes = frames.next();
            at = 0;
            if (bytes.length == 0) {
                throw new IllegalStateException("the bytes end too early");
            }
        }
    }
}
