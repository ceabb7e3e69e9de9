// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.RequestHeaders;
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
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * Who may speak for others: the requestheader CA and its rules, as ConfigMap
 * kube-system/extension-apiserver-authentication has them. Empty anchors trust nobody.
 */
record ProxyTrust(String caPem, Set<TrustAnchor> anchors, RequestHeaders headers) {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";

    /** Trusts nobody, until the ConfigMap has been read. */
    static final ProxyTrust NOBODY = new ProxyTrust("", Set.of(), RequestHeaders.USUAL);

    ProxyTrust {
        anchors = Set.copyOf(anchors);
    }

    /**
     * Reads CA certificates.
     *
     * @throws GeneralSecurityException when the text holds something else
     */
    static ProxyTrust of(String caPem, RequestHeaders headers) throws GeneralSecurityException {
        var anchors = new LinkedHashSet<TrustAnchor>();
        var bytes = new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII));
        for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(bytes)) {
            anchors.add(new TrustAnchor((X509Certificate) certificate, null));
        }
        return new ProxyTrust(caPem, anchors, headers);
    }

    /**
     * Whether the client at the other end of a TLS connection is a front proxy: its chain ends at the requestheader CA
     * and no other, it is valid now and for client authentication, and its common name is allowed. TLS has proven that
     * it holds the key.
     */
    boolean vouchesFor(List<X509Certificate> chain, Instant now) {
        if (chain.isEmpty() || anchors.isEmpty()) {
            return false;
        }
        var leaf = chain.getFirst();
        return forClients(leaf) && commonName(leaf).filter(headers::allows).isPresent() && signed(leaf, chain, now);
    }

    private boolean signed(X509Certificate leaf, List<X509Certificate> chain, Instant now) {
        try {
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

    private static Optional<String> commonName(X509Certificate leaf) {
        try {
            var name = new LdapName(leaf.getSubjectX500Principal().getName());
            return name.getRdns().stream()
                    .filter(part -> part.getType().equalsIgnoreCase("CN"))
                    .map(part -> String.valueOf(part.getValue()))
                    .findFirst();
        } catch (InvalidNameException unreadable) {
            return Optional.empty();
        }
    }
}
