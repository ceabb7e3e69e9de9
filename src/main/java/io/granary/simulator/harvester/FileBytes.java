// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The bytes of a file as they pass by: how many, their checksum, and the header of a qcow2. */
final class FileBytes {
    private static final int HEADER = 32;
    private static final int QCOW2 = 0x514649fb;

    private final MessageDigest digest;
    private final byte[] header = new byte[HEADER];
    private long length;

    FileBytes() {
        try {
            digest = MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }

    void add(byte[] buffer, int count) {
        digest.update(buffer, 0, count);
        if (length < HEADER) {
            int taken = (int) Math.min(HEADER - length, count);
            System.arraycopy(buffer, 0, header, (int) length, taken);
        }
        length += count;
    }

    long length() {
        return length;
    }

    String sha512() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What the header of a qcow2 says (offset 24, big endian); for anything else the size of the file. */
    long virtualSize(long size) {
        var bytes = ByteBuffer.wrap(Arrays.copyOf(header, HEADER));
        return length >= HEADER && bytes.getInt(0) == QCOW2 ? bytes.getLong(24) : size;
    }
}
