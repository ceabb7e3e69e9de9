// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.RequestHeaders;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Whose certificates make a client somebody, as ConfigMap kube-system/extension-apiserver-authentication has it.
 *
 * @param proxies signs front proxies, which may speak for others ({@code requestheader-client-ca-file})
 * @param headers how a front proxy says for whom it speaks
 * @param clients signs users, who speak for themselves ({@code client-ca-file})
 */
record ProxyTrust(ClientCa proxies, RequestHeaders headers, ClientCa clients) {

    /** Trusts nobody, until the ConfigMap has been read. */
    static final ProxyTrust NOBODY = new ProxyTrust(ClientCa.NONE, RequestHeaders.USUAL, ClientCa.NONE);

    /** All authorities, for a TLS server that asks for certificates; which of them signed decides what one may. */
    String caPem() {
        return (proxies.pem() + '\n' + clients.pem()).strip();
    }

    /**
     * Whether the client at the other end of a TLS connection is a front proxy: signed by the requestheader CA and no
     * other, and its common name is allowed.
     */
    boolean vouchesFor(List<X509Certificate> chain, Instant now) {
        if (!proxies.signed(chain, now)) {
            return false;
        }
        var names = ClientCa.subject(chain.getFirst(), "CN");
        return !names.isEmpty() && headers.allows(names.getLast());
    }
}
