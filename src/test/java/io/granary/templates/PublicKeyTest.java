// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeyTest {

    private static final String ED25519 =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICqdqXKrUxFizmgEv0zHhIq0R1+/8bhB/arsT2HAYEv9";
    private static final String ECDSA = "ecdsa-sha2-nistp384 "
            + "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBBQg+lSr4bc5lcVY1n3QpQGdp18E+B4JYJPIkV"
            + "EsZ8Gpsob5xeYjjw7Cijm4crQxHO81uFgd9NNm9LyyaU9cBkSCedHlgWySTNSN3uNk3RvDIdG/E0vjnogXkuLLFU8cRQ==";

    @Test
    void readsAKeyWithTheFingerprintThatSshKeygenShows() throws Exception {
        assertThat(PublicKey.read(ED25519 + " ops@northgate\n"))
                .isEqualTo(new PublicKey(
                        "ssh-ed25519", "SHA256:4TPaxMigS5dEK7ti7jzhGBmfF5HnrciXPDKh4UwDrZw", "ops@northgate"));
    }

    @Test
    void readsAnEllipticCurveKey() throws Exception {
        assertThat(PublicKey.read(ECDSA).fingerprint()).isEqualTo("SHA256:Uf6ffaCEkfeOdrshy8FCdpNsvxyI5EB3yXq+1JdCDzo");
    }

    @Test
    void wantsRsaKeysOf3072Bits() throws Exception {
        assertThat(PublicKey.read(rsa(3072)).type()).isEqualTo("ssh-rsa");
        assertThatThrownBy(() -> PublicKey.read(rsa(2048)))
                .hasMessageContaining("2048 bits")
                .hasMessageContaining("ssh-keygen -t ed25519");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-ed25519",
                "github:somebody",
                "no-pty ssh-ed25519 AAAA",
                "ssh-ed25519 AAAA....",
                "ssh-dss AAAAB3NzaC1kc3M="
            })
    void refusesWhatIsNoKey(String line) {
        assertThatThrownBy(() -> PublicKey.read(line)).isInstanceOf(PublicKey.Unreadable.class);
    }

    @Test
    void refusesAKeyThatIsCutOrRelabelled() {
        assertThatThrownBy(() -> PublicKey.read(ED25519.substring(0, ED25519.length() - 8)))
                .hasMessageContaining("cut short");
        assertThatThrownBy(() -> PublicKey.read(ED25519.replace("ssh-ed25519", "ssh-rsa")))
                .hasMessageContaining("another type");
    }

    private static String rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        RSAPublicKey key = (RSAPublicKey) generator.generateKeyPair().getPublic();
        byte[] exponent = key.getPublicExponent().toByteArray();
        BigInteger modulus = key.getModulus();
        ByteBuffer blob = ByteBuffer.allocate(19 + exponent.length + modulus.toByteArray().length);
        for (byte[] field :
                new byte[][] {"ssh-rsa".getBytes(StandardCharsets.US_ASCII), exponent, modulus.toByteArray()}) {
            blob.putInt(field.length).put(field);
        }
        return "ssh-rsa " + Base64.getEncoder().encodeToString(blob.array());
    }
}
