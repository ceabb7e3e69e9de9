// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.granary.api.core.Identity;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads who asks from a front proxy's headers, once its certificate has shown that it is one. */
final class FrontProxy {
    private final Clock clock;
    private final Cache<List<X509Certificate>, Boolean> verified;
    private volatile ProxyTrust trust = ProxyTrust.NOBODY;

    FrontProxy(Clock clock, Duration remembered) {
        this.clock = clock;
        this.verified = Caffeine.newBuilder()
                .maximumSize(1_000)
                .expireAfterWrite(remembered)
                .build();
    }

    ProxyTrust trust() {
        return trust;
    }

    /** From now on these CAs and rules hold; what was verified under others is forgotten. */
    void trust(ProxyTrust newTrust) {
        trust = newTrust;
        verified.invalidateAll();
    }

    /** Empty when the certificate does not make the client a front proxy, or it names nobody. */
    Optional<Identity> identity(List<X509Certificate> chain, List<Map.Entry<String, String>> headers) {
        var current = trust;
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        var vouched = verified.get(chain, shown -> current.vouchesFor(shown, clock.instant()));
        return vouched ? current.headers().read(headers) : Optional.empty();
    }
}
