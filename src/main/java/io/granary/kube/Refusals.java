// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/** Turns what the transport throws into a sentence and a kind. */
final class Refusals {
    private Refusals() {}

    static ApiProblem of(String name, Throwable cause) {
        for (var each = cause; each != null; each = each.getCause()) {
            if (each instanceof TooLongFrameException) {
                return new ApiProblem(ApiProblem.Kind.REJECTED, name + " sent headers that are too large");
            }
            if (each instanceof CertificateException || each.getCause() == null && each instanceof SSLException) {
                return unreachable(name, "is not trusted: " + distrust(each));
            }
        }
        return switch (cause) {
            case UnknownHostException e -> unreachable(name, "has an address that DNS does not know: " + words(e));
            case ConnectException e -> unreachable(name, "refuses connections: " + words(e));
            case HttpClosedException e -> unreachable(name, "closed the connection");
            case StreamResetException e -> unreachable(name, "broke off its answer");
            case Http2Exception e -> malformed(name, e);
            case DecoderException e -> malformed(name, e);
            case IllegalArgumentException e -> malformed(name, e);
            default -> unreachable(name, "cannot be reached: " + words(cause));
        };
    }

    private static String distrust(Throwable cause) {
        for (var each = cause; each != null; each = each.getCause()) {
            if (each instanceof CertificateExpiredException) {
                return "its certificate has expired, " + words(each);
            }
            if (each instanceof CertificateNotYetValidException) {
                return "its certificate is not valid yet, " + words(each);
            }
            if (each instanceof CertPathBuilderException || each instanceof SignatureException) {
                return "its certificate is of no authority that is known here";
            }
        }
        return words(cause);
    }

    private static ApiProblem unreachable(String name, String rest) {
        return new ApiProblem(ApiProblem.Kind.UNREACHABLE, name + " " + rest);
    }

    private static ApiProblem malformed(String name, Throwable cause) {
        return new ApiProblem(ApiProblem.Kind.REJECTED, name + " does not speak HTTP as it should: " + words(cause));
    }

    private static String words(Throwable cause) {
        var message = cause.getMessage();
        return PlainText.of(message == null ? cause.getClass().getSimpleName() : message, 160);
    }
}
