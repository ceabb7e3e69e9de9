// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the server shows to its clients. The certificates of our authorities go into the APIService's {@code caBundle}.
 *
 * @param caPem what clients trust
 * @param certificatePem the chain the server shows
 * @param keyPem PKCS#8
 * @param ends when the server's certificate does
 */
record ServingCertificate(String caPem, String certificatePem, String keyPem, Instant ends) {

    /** Of an authority made for it alone. */
    static ServingCertificate make(List<String> dnsNames, Instant now, SecureRandom random) {
        var validity = Duration.ofDays(365);
        return ServingAuthority.make(now, validity, random).issue(dnsNames, now, validity, random);
    }

    /** The same, where clients are to trust further authorities. */
    ServingCertificate trusted(String authorities) {
        return new ServingCertificate(authorities, certificatePem, keyPem, ends);
    }

    /** Nothing of the key. */
    @Override
    public String toString() {
        return "ServingCertificate[until " + ends + "]";
    }
}
