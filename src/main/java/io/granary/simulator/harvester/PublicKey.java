// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * A public key as in an authorized_keys file.
 *
 * @param blob the key in the wire format of SSH (RFC 4253, 6.6)
 */
record PublicKey(byte[] blob) {
    private static final String ED25519 = "ssh-ed25519";
    private static final Set<String> TYPES = Set.of(
            ED25519,
            "ssh-rsa",
            "ssh-dss",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "sk-ssh-ed25519@openssh.com",
            "sk-ecdsa-sha2-nistp256@openssh.com");

    /** The first key of the text; options before it are passed over. Empty when there is none. */
    static Optional<PublicKey> parse(String text) {
        return text.lines().map(PublicKey::inLine).flatMap(Optional::stream).findFirst();
    }

    private static Optional<PublicKey> inLine(String line) {
        var words = line.strip().split("\\s+");
        for (int i = 0; i + 1 < words.length && i < 2; i++) {
            if (TYPES.contains(words[i])) {
                return decoded(words[i], words[i + 1]);
            }
        }
        return Optional.empty();
    }

    /** MD5 in pairs of hex digits, the old way of OpenSSH, which Harvester shows. */
    String fingerprint() {
        try {
            return HexFormat.ofDelimiter(":")
                    .formatHex(MessageDigest.getInstance("MD5").digest(blob));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static Optional<PublicKey> decoded(String type, String base64) {
        try {
            var blob = Base64.getDecoder().decode(base64);
            var buffer = ByteBuffer.wrap(blob);
            var inner = field(buffer).map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
            var first = field(buffer);
            boolean fits = inner.filter(type::equals).isPresent()
                    && first.filter(bytes -> !type.equals(ED25519) || bytes.length == 32)
                            .isPresent();
            return fits ? Optional.of(new PublicKey(blob)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> field(ByteBuffer buffer) {
        if (buffer.remaining() < 4) {
            return Optional.empty();
        }
        int length = buffer.getInt();
        if (length < 1 || length > buffer.remaining()) {
            return Optional.empty();
        }
        var bytes = new byte[length];
        buffer.get(bytes);
        return Optional.of(bytes);
    }
}
