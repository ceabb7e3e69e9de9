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

/**
 * Tells who holds a client certificate: a front proxy is whom its headers name, a user of the cluster's own CA is whom
 * his certificate names (CN the user, each O a group, as apiserver's {@code CommonNameUserConversion}). A user's
 * headers never count.
 */
final class CertificateHolders {
    private final Clock clock;
    private final Duration remembered;
    private volatile Known known;

    CertificateHolders(Clock clock, Duration remembered) {
        this.clock = clock;
        this.remembered = remembered;
        this.known = known(ProxyTrust.NOBODY);
    }

    /** What a chain of certificates shows by itself. */
    private record Holder(boolean proxy, Optional<Identity> user) {}

    /** What was verified under one trust, never to be asked under another. */
    private record Known(ProxyTrust trust, Cache<List<X509Certificate>, Holder> verified) {}

    private Known known(ProxyTrust trust) {
        return new Known(
                trust,
                Caffeine.newBuilder()
                        .maximumSize(1_000)
                        .expireAfterWrite(remembered)
                        .build());
    }

    /** From now on these CAs and rules hold; what was verified under others is forgotten. */
    void trust(ProxyTrust newTrust) {
        if (!newTrust.equals(known.trust())) {
            known = known(newTrust);
        }
    }

    /** Empty when the certificate makes the client nobody. */
    Optional<Identity> identity(List<X509Certificate> chain, List<Map.Entry<String, String>> headers) {
        var current = known;
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        var holder = current.verified().get(chain, shown -> holder(current.trust(), shown));
        var proxied = holder.proxy() ? current.trust().headers().read(headers) : Optional.<Identity>empty();
        return proxied.isPresent() ? proxied : holder.user();
    }

    private Holder holder(ProxyTrust current, List<X509Certificate> chain) {
        var now = clock.instant();
        var user = current.clients().signed(chain, now) ? user(chain.getFirst()) : Optional.<Identity>empty();
        return new Holder(current.vouchesFor(chain, now), user);
    }

    /** The last common name counts, as in Go's {@code pkix.Name}. */
    private static Optional<Identity> user(X509Certificate leaf) {
        var names = ClientCa.subject(leaf, "CN");
        return names.isEmpty() || names.getLast().isEmpty()
                ? Optional.empty()
                : Optional.of(new Identity(names.getLast(), "", ClientCa.subject(leaf, "O"), Map.of()));
    }
}
