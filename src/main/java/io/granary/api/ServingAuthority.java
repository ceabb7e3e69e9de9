// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** One certificate authority of ours, which signs what the extension API shows to its clients. */
record ServingAuthority(X509Certificate certificate, PrivateKey key) {
    private static final Duration SKEW = Duration.ofMinutes(10);

    static ServingAuthority make(Instant now, Duration validity, SecureRandom random) {
        try {
            var keys = keyPair(random);
            var name = new X500Name("CN=granary-extension-api-ca@" + now.getEpochSecond());
            var builder = new JcaX509v3CertificateBuilder(
                    name, serial(random), from(now), Date.from(now.plus(validity)), name, keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
            return new ServingAuthority(signed(builder, keys.getPrivate()), keys.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | IOException broken) {
            throw new IllegalStateException("This JDK cannot make an EC certificate", broken);
        }
    }

    /**
     * Reads certificates and their keys, in the same order.
     *
     * @throws IllegalArgumentException if these are not as many certificates as keys, in PEM
     */
    static List<ServingAuthority> read(String certificates, String keys) {
        try {
            var found = new ArrayList<ServingAuthority>();
            var certificate = objects(certificates);
            var key = objects(keys);
            if (certificate.size() != key.size()) {
                throw new IllegalArgumentException("there are not as many keys as certificates");
            }
            for (var i = 0; i < key.size(); i++) {
                found.add(new ServingAuthority(
                        new JcaX509CertificateConverter().getCertificate((X509CertificateHolder) certificate.get(i)),
                        new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) key.get(i))));
            }
            return found;
        } catch (GeneralSecurityException | IOException | ClassCastException broken) {
            throw new IllegalArgumentException("these are no certificates and keys in PEM", broken);
        }
    }

    private static List<Object> objects(String pem) throws IOException {
        var found = new ArrayList<Object>();
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (var next = parser.readObject(); next != null; next = parser.readObject()) {
                found.add(next);
            }
        }
        return found;
    }

    Instant ends() {
        return certificate.getNotAfter().toInstant();
    }

    /** When it was made, less the minutes by which clocks may differ. */
    Instant begins() {
        return certificate.getNotBefore().toInstant();
    }

    /** The certificate of a server with these DNS names; 127.0.0.1 is always among its addresses. */
    ServingCertificate issue(List<String> dnsNames, Instant now, Duration validity, SecureRandom random) {
        try {
            var keys = keyPair(random);
            var end = now.plus(validity).isBefore(ends()) ? now.plus(validity) : ends();
            var subject = new X500Name("CN=" + dnsNames.getFirst());
            var builder = new JcaX509v3CertificateBuilder(
                    certificate, serial(random), from(now), Date.from(end), subject, keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, names(dnsNames));
            return new ServingCertificate(pem(certificate), pem(signed(builder, key)), pem(keys.getPrivate()), end);
        } catch (GeneralSecurityException | OperatorCreationException | IOException broken) {
            throw new IllegalStateException("This JDK cannot make an EC certificate", broken);
        }
    }

    private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static GeneralNames names(List<String> dnsNames) {
        var names = new GeneralName[dnsNames.size() + 1];
        for (var i = 0; i < dnsNames.size(); i++) {
            names[i] = new GeneralName(GeneralName.dNSName, dnsNames.get(i));
        }
        names[dnsNames.size()] = new GeneralName(GeneralName.iPAddress, "127.0.0.1");
        return new GeneralNames(names);
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(127, random);
    }

    private static Date from(Instant now) {
        return Date.from(now.minus(SKEW));
    }

    /** PKCS#8 for keys, rather than the older EC form, which Vert.x does not read. */
    static String pem(Object object) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : object);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** Nothing of the key. */
    @Override
    public String toString() {
        return "ServingAuthority[" + certificate.getSubjectX500Principal() + "]";
    }
}
