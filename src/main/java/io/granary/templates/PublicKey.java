// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * An OpenSSH public key, read as strictly as Harvester's webhook reads it (Go's {@code ssh.ParseAuthorizedKey}), and
 * somewhat stricter: the sizes must be right, and an RSA key must have 3072 bits.
 *
 * @param type such as {@code ssh-ed25519}
 * @param fingerprint as {@code ssh-keygen -l} shows it, {@code SHA256:...}
 * @param comment what stands behind the key, or the empty string
 */
public record PublicKey(String type, String fingerprint, String comment) {

    private static final int SMALLEST_RSA = 3072;
    private static final Map<String, Integer> POINT_BYTES =
            Map.of("ecdsa-sha2-nistp256", 65, "ecdsa-sha2-nistp384", 97, "ecdsa-sha2-nistp521", 133);

    /** What is wrong with a key; the message says what to write instead. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    /**
     * Reads one line of an {@code authorized_keys} file that has no options.
     *
     * @throws Unreadable if it is no such line
     */
    public static PublicKey read(String line) throws Unreadable {
        String[] parts = line.strip().split("[ \t]+", 3);
        if (parts.length < 2 || line.strip().indexOf('\n') >= 0) {
            throw new Unreadable("A public key is one line, \"<type> <base64> <comment>\", as in the file"
                    + " ~/.ssh/id_ed25519.pub.");
        }
        byte[] blob = decode(parts[1]);
        try {
            checkBody(parts[0], ByteBuffer.wrap(blob));
        } catch (BufferUnderflowException | IllegalArgumentException cut) {
            throw new Unreadable("The public key is cut short: copy the whole line.");
        }
        return new PublicKey(parts[0], fingerprint(blob), parts.length == 3 ? parts[2] : "");
    }

    private static byte[] decode(String base64) throws Unreadable {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw new Unreadable("The key's second word is not base64: copy the whole line, without options before it"
                    + " and without line breaks in it.");
        }
    }

    private static void checkBody(String type, ByteBuffer blob) throws Unreadable {
        String inside = new String(field(blob), StandardCharsets.US_ASCII);
        if (!inside.equals(type)) {
            throw new Unreadable("The key says it is " + type + " and holds another type: copy the whole line again.");
        }
        switch (type) {
            case "ssh-ed25519" -> expect(field(blob).length == 32);
            case "sk-ssh-ed25519@openssh.com" -> {
                expect(field(blob).length == 32);
                field(blob);
            }
            case "ssh-rsa" -> checkRsa(blob);
            case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" -> {
                expect(("ecdsa-sha2-" + new String(field(blob), StandardCharsets.US_ASCII)).equals(type));
                expect(field(blob).length == POINT_BYTES.getOrDefault(type, 0));
            }
            default -> throw new Unreadable("Keys of type " + type + " are not accepted: use ssh-ed25519.");
        }
        expect(!blob.hasRemaining());
    }

    private static void checkRsa(ByteBuffer blob) throws Unreadable {
        field(blob);
        int bits = new BigInteger(field(blob)).bitLength();
        if (bits < SMALLEST_RSA) {
            throw new Unreadable("The RSA key has " + bits + " bits, " + SMALLEST_RSA
                    + " are the least: make a new one with ssh-keygen -t ed25519.");
        }
    }

    private static void expect(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("a field has the wrong size");
        }
    }

    private static byte[] field(ByteBuffer blob) {
        int length = blob.getInt();
        if (length < 0 || length > blob.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] field = new byte[length];
        blob.get(field);
        return field;
    }

    private static String fingerprint(byte[] blob) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
