// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs client certificates for tests, good and bad. */
final class TestCa {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    TestCa(String commonName) throws Exception {
        name = new X500Name("CN=" + commonName);
        keys = keyPair();
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(64, RANDOM),
                Date.from(now.minus(Duration.ofDays(30))),
                Date.from(now.plus(Duration.ofDays(30))),
                name,
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        certificate = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    /** A key with its chain. */
    record Client(KeyPair keys, X509Certificate certificate) {}

    Client client(String commonName) throws Exception {
        return client(commonName, KeyPurposeId.id_kp_clientAuth, Duration.ofHours(1));
    }

    /** Valid from a day ago until {@code left} from now, which may be negative. */
    Client client(String commonName, KeyPurposeId use, Duration left) throws Exception {
        var client = keyPair();
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(64, RANDOM),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(left)),
                new X500Name("CN=" + commonName),
                client.getPublic());
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use));
        var signed = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        return new Client(client, new JcaX509CertificateConverter().getCertificate(signed));
    }

    String pem() throws Exception {
        return pem(certificate);
    }

    static String pem(Object object) throws Exception {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    /** Trusts one CA, and shows a client certificate if one is given. */
    static SSLContext tls(String serverCaPem, Client client) throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        var pem = new ByteArrayInputStream(serverCaPem.getBytes(StandardCharsets.US_ASCII));
        trusted.setCertificateEntry(
                "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        if (client == null) {
            context.init(null, trust.getTrustManagers(), null);
            return context;
        }
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("me", client.keys().getPrivate(), new char[0], new X509Certificate[] {client.certificate()});
        var show = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        show.init(own, new char[0]);
        context.init(show.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyPair keyPair() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256, RANDOM);
        return generator.generateKeyPair();
    }
}
