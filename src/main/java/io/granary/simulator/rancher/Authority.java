// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of elliptic curve keys (P-256), in memory or kept in a directory between runs. */
public final class Authority {
    /**
     * A certificate with its key, both as PEM.
     *
     * @param certificate X.509
     * @param key PKCS#8, not encrypted
     */
    public record Pair(String certificate, String key) {}

    private static final Duration VALIDITY = Duration.ofDays(365);

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final InstantSource clock;

    private Authority(X509Certificate certificate, PrivateKey key, InstantSource clock) {
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
    }

    /** A new authority of that name. */
    public static Authority create(String name, InstantSource clock) {
        try {
            var keys = newKeys();
            var subject = subject(name, List.of("dynamiclistener-org"));
            var builder = builder(subject, subject, keys, clock);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
            return new Authority(sign(builder, keys.getPrivate()), keys.getPrivate(), clock);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("no certificate authority could be made on this JDK", e);
        }
    }

    /** The authority kept in that directory; made there when there is none yet. */
    public static Authority in(Path directory, String name, InstantSource clock) {
        var pem = directory.resolve("ca.pem");
        var keyFile = directory.resolve("ca-key.pem");
        try {
            if (Files.exists(pem) && Files.exists(keyFile)) {
                return read(Files.readString(pem), Files.readString(keyFile), clock);
            }
            var fresh = create(name, clock);
            Files.createDirectories(directory);
            Files.writeString(pem, fresh.pem());
            Files.writeString(keyFile, pem(new JcaPKCS8Generator(fresh.key, null)));
            return fresh;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the certificate authority in " + directory, e);
        }
    }

    /** The same authority with another clock, from which what it issues is valid for a year. */
    public Authority at(InstantSource other) {
        return new Authority(certificate, key, other);
    }

    /** The authority's own certificate. */
    public String pem() {
        return pem(certificate);
    }

    /** A certificate for a server on this machine and under the given names; IP addresses are recognised. */
    public Pair server(String... names) {
        return issue("rancher", List.of(), KeyPurposeId.id_kp_serverAuth, List.of(names));
    }

    /** A client certificate: the common name is the user, the organisations are his groups. */
    public Pair client(String user, List<String> groups) {
        return issue(user, groups, KeyPurposeId.id_kp_clientAuth, List.of());
    }

    private Pair issue(String name, List<String> organisations, KeyPurposeId purpose, List<String> names) {
        try {
            var keys = newKeys();
            var builder = builder(
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                    subject(name, organisations),
                    keys,
                    clock);
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            if (!names.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames(names));
            }
            return new Pair(pem(sign(builder, key)), pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("no certificate could be issued for " + name, e);
        }
    }

    private static Authority read(String certificatePem, String keyPem, InstantSource clock) throws IOException {
        try (var certificates = new PEMParser(new StringReader(certificatePem));
                var keys = new PEMParser(new StringReader(keyPem))) {
            var certificate =
                    new JcaX509CertificateConverter().getCertificate((X509CertificateHolder) certificates.readObject());
            var converter = new JcaPEMKeyConverter();
            var key = switch (keys.readObject()) {
                case PrivateKeyInfo info -> converter.getPrivateKey(info);
                case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
                case null, default -> throw new IOException("ca-key.pem holds no private key; delete the directory");
            };
            return new Authority(certificate, key, clock);
        } catch (GeneralSecurityException e) {
            throw new IOException("the kept certificate authority cannot be read; delete its directory", e);
        }
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair keys, InstantSource clock) {
        var now = clock.instant();
        return new JcaX509v3CertificateBuilder(
                issuer,
                serial(keys),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(VALIDITY)),
                subject,
                keys.getPublic());
    }

    /** The key is random, so its bytes are a serial number that no other certificate has. */
    private static BigInteger serial(KeyPair keys) {
        var point = keys.getPublic().getEncoded();
        return new BigInteger(1, Arrays.copyOfRange(point, point.length - 15, point.length));
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey signer)
            throws GeneralSecurityException, OperatorCreationException {
        var contentSigner = new JcaContentSignerBuilder("SHA256withECDSA").build(signer);
        return new JcaX509CertificateConverter().getCertificate(builder.build(contentSigner));
    }

    private static X500Name subject(String name, List<String> organisations) {
        var builder = new X500NameBuilder(BCStyle.INSTANCE);
        organisations.forEach(organisation -> builder.addRDN(BCStyle.O, organisation));
        return builder.addRDN(BCStyle.CN, name).build();
    }

    private static GeneralNames alternativeNames(List<String> names) {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(
                        name.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static String pem(Object content) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
