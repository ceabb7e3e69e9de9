// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.naming.NamingException;
import javax.naming.ldap.LdapName;

/** Certificate authorities that sign clients of one sort. No anchors: nobody is of that sort. */
record ClientCa(String pem, Set<TrustAnchor> anchors) {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";

    static final ClientCa NONE = new ClientCa("", Set.of());

    ClientCa {
        anchors = Set.copyOf(anchors);
    }

    /**
     * Reads CA certificates.
     *
     * @throws GeneralSecurityException when the text holds something else
     */
    static ClientCa of(String pem) throws GeneralSecurityException {
        if (pem.isBlank()) {
            return NONE;
        }
        var anchors = new LinkedHashSet<TrustAnchor>();
        var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(bytes)) {
            anchors.add(new TrustAnchor((X509Certificate) certificate, null));
        }
        return new ClientCa(pem, anchors);
    }

    /**
     * Whether the client at the other end of a TLS connection is signed here: its chain ends at these anchors and no
     * others, and it is valid now and for client authentication. TLS has proven that it holds the key.
     */
    boolean signed(List<X509Certificate> chain, Instant now) {
        if (chain.isEmpty() || anchors.isEmpty() || !forClients(chain.getFirst())) {
            return false;
        }
        try {
            var leaf = chain.getFirst();
            leaf.checkValidity(Date.from(now));
            var target = new X509CertSelector();
            target.setCertificate(leaf);
            var parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (GeneralSecurityException notTrusted) {
            return false;
        }
    }

    /** As Go's x509 does: without the extension, any use is allowed. */
    private static boolean forClients(X509Certificate leaf) {
        try {
            var uses = leaf.getExtendedKeyUsage();
            return uses == null || uses.contains(CLIENT_AUTH) || uses.contains(ANY_USAGE);
        } catch (GeneralSecurityException unreadable) {
            return false;
        }
    }

    /**
     * The values of one attribute of a certificate's subject, in the order in which it was written.
     *
     * @param attribute as in RFC 4514, {@code CN} or {@code O}
     */
    static List<String> subject(X509Certificate leaf, String attribute) {
        try {
            var name = new LdapName(leaf.getSubjectX500Principal().getName());
            var values = new ArrayList<String>();
            for (var part : name.getRdns()) {
                var found = part.toAttributes().get(attribute);
                for (var i = 0; found != null && i < found.size(); i++) {
                    values.add(String.valueOf(found.get(i)));
                }
            }
            return List.copyOf(values);
        } catch (NamingException unreadable) {
            return List.of();
        }
    }
}
