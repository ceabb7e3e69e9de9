// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** Hashes in the forms Kubernetes shows them. */
final class Hashes {
    private Hashes() {}

    /** Base64 of the first bytes, as storageVersionHash. */
    static String of(String text, int bytes) {
        return Base64.getEncoder().encodeToString(Arrays.copyOf(sha(text.getBytes(StandardCharsets.UTF_8)), bytes));
    }

    /** Upper case hex, as in ETags. */
    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(sha(bytes)).toUpperCase(Locale.ROOT);
    }

    private static byte[] sha(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-512.", impossible);
        }
    }
}
