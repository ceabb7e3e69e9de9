// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import java.io.IOException;
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
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * What the server shows to its clients: a certificate of a CA of our own, made in memory at every start and never
 * written down. The CA's certificate goes into the APIService's {@code caBundle}.
 *
 * @param caPem what clients trust
 * @param certificatePem the chain the server shows
 * @param keyPem PKCS#8
 */
record ServingCertificate(String caPem, String certificatePem, String keyPem) {
    private static final Duration VALID = Duration.ofDays(365);
    private static final Duration SKEW = Duration.ofMinutes(10);

    /** Makes a CA and a certificate for these DNS names; 127.0.0.1 is always among its addresses. */
    static ServingCertificate make(List<String> dnsNames, Instant now, SecureRandom random) {
        try {
            var ca = keyPair(random);
            var caName = new X500Name("CN=granary-extension-api-ca");
            var caCertificate = ca(caName, ca, now, random);
            var keys = keyPair(random);
            var leaf = leaf(dnsNames, keys, caCertificate, ca.getPrivate(), now, random);
            return new ServingCertificate(pem(caCertificate), pem(leaf), pem(keys.getPrivate()));
        } catch (GeneralSecurityException | OperatorCreationException | IOException broken) {
            throw new IllegalStateException("This JDK cannot make an EC certificate", broken);
        }
    }

    private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static X509Certificate ca(X500Name name, KeyPair keys, Instant now, SecureRandom random)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var builder =
                new JcaX509v3CertificateBuilder(name, serial(random), from(now), until(now), name, keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
        return signed(builder, keys.getPrivate());
    }

    private static X509Certificate leaf(
            List<String> dnsNames, KeyPair keys, X509Certificate ca, PrivateKey caKey, Instant now, SecureRandom random)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var builder = new JcaX509v3CertificateBuilder(
                ca, serial(random), from(now), until(now), new X500Name("CN=" + dnsNames.getFirst()), keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, names(dnsNames));
        return signed(builder, caKey);
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

    private static Date until(Instant now) {
        return Date.from(now.plus(VALID));
    }

    private static String pem(Object object) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            // PKCS#8 rather than the older EC form, which Vert.x does not read.
            writer.writeObject(object instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : object);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}
