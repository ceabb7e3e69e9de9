// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The setting {@code additional-ca}: which certificates a site trusts besides the usual ones. */
final class AdditionalCa {
    private AdditionalCa() {}

    /** What the site's setting holds, as PEM; empty when it holds nothing. */
    static String of(ObjectStore store) {
        return Trees.find(store, Kinds.SETTING, ObjectKey.cluster("additional-ca"))
                .map(AdditionalCa::value)
                .orElse("");
    }

    private static String value(ObjectNode setting) {
        var value = setting.path("value").asText();
        return value.isEmpty() ? setting.path("default").asText() : value;
    }

    /** Trusts these and the usual ones. */
    static SSLContext trusting(String pem) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        var all = new ArrayList<>(usual());
        for (var each : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
            all.add((X509Certificate) each);
        }
        for (int i = 0; i < all.size(); i++) {
            store.setCertificateEntry("ca-" + i, all.get(i));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static List<X509Certificate> usual() throws GeneralSecurityException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        for (var manager : trust.getTrustManagers()) {
            if (manager instanceof X509TrustManager known) {
                return List.of(known.getAcceptedIssuers());
            }
        }
        return List.of();
    }
}
