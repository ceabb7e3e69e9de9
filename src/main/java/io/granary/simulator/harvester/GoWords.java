// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Failures of a connection in the words of Go's net/http, since Harvester and Longhorn hand those on. */
final class GoWords {
    private static final Map<Integer, String> STATUSES = Map.of(
            400, "Bad Request",
            401, "Unauthorized",
            403, "Forbidden",
            404, "Not Found",
            410, "Gone",
            429, "Too Many Requests",
            500, "Internal Server Error",
            502, "Bad Gateway",
            503, "Service Unavailable",
            504, "Gateway Timeout");

    private GoWords() {}

    /** As Go's {@code Response.Status}. */
    static String status(int code) {
        return (code + " " + STATUSES.getOrDefault(code, "")).strip();
    }

    static String of(Exception failure, String url) {
        if (has(failure, UnresolvedAddressException.class)) {
            return "dial tcp: lookup %s on 10.53.0.10:53: no such host".formatted(uri(url).getHost());
        }
        if (has(failure, HttpTimeoutException.class)) {
            return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
        }
        if (has(failure, ConnectException.class)) {
            return "dial tcp %s: connect: connection refused".formatted(address(url));
        }
        if (has(failure, SSLException.class)) {
            return text(failure).contains("plaintext")
                    ? "http: server gave HTTP response to HTTPS client"
                    : "tls: failed to verify certificate: x509: certificate signed by unknown authority";
        }
        if (failure instanceof IllegalArgumentException) {
            return "unsupported protocol scheme \"%s\"".formatted(uri(url).getScheme());
        }
        return failure instanceof GeneralSecurityException ? "x509: malformed certificate" : "EOF";
    }

    private static String address(String url) {
        var uri = uri(url);
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
        return uri.getHost() + ":" + port;
    }

    private static URI uri(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            return URI.create("");
        }
    }

    private static String text(Exception failure) {
        var message = failure.getMessage();
        return message == null ? "" : message;
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
            if (kind.isInstance(at)) {
                return true;
            }
        }
        return false;
    }
}
