// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.Identity;
import io.granary.api.core.RequestHeaders;
import io.granary.api.core.StatusProblem;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Tells who asks: the front proxy's word first, then a certificate, then a bearer token. Nobody else is anybody. */
final class Authentication {
    private static final String BEARER = "bearer ";

    private final CertificateHolders certificates;
    private final Reviews reviews;

    Authentication(CertificateHolders certificates, Reviews reviews) {
        this.certificates = certificates;
        this.reviews = reviews;
    }

    /** Fails with a {@link StatusProblem} of 401 for nobody, and of 400 for headers that are meant to deceive. */
    CompletionStage<Identity> identify(HttpServerRequest request) {
        var headers = request.headers().entries();
        if (headers.stream().anyMatch(one -> RequestHeaders.smuggles(one.getKey(), one.getValue()))) {
            return CompletableFuture.failedFuture(StatusProblem.badRequest(
                    "a header that begins with X-Remote- is written with underscores or named in Connection"));
        }
        var holder = certificates.identity(chain(request), headers);
        if (holder.isPresent()) {
            return CompletableFuture.completedFuture(holder.get().authenticated());
        }
        var authorization = request.getHeader("authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return CompletableFuture.failedFuture(StatusProblem.unauthorized());
        }
        var token = authorization.substring(BEARER.length()).strip();
        return token.isEmpty()
                ? CompletableFuture.failedFuture(StatusProblem.unauthorized())
                : reviews.owner(token).thenApply(Authentication::known);
    }

    private static Identity known(Optional<Identity> owner) {
        return owner.orElseThrow(StatusProblem::unauthorized).authenticated();
    }

    private static List<X509Certificate> chain(HttpServerRequest request) {
        var session = request.sslSession();
        if (session == null) {
            return List.of();
        }
        try {
            var chain = new ArrayList<X509Certificate>();
            Arrays.stream(session.getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .forEach(chain::add);
            return List.copyOf(chain);
        } catch (SSLPeerUnverifiedException noCertificate) {
            return List.of();
        }
    }
}
