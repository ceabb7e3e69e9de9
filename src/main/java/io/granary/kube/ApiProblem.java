// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

/**
 * Why an API server gave no usable answer.
 *
 * @param kind who must act
 * @param message one sentence for people; holds no secret and no more than 300 characters of what the server said
 */
public record ApiProblem(Kind kind, String message) {

    public enum Kind {
        /** No connection, a cut tunnel, a deadline, 5xx: try again later. */
        UNREACHABLE,
        /** 401: the token is not accepted. */
        UNAUTHENTICATED,
        /** 403: the token lacks a right, or Rancher has not yet copied it to the site. */
        FORBIDDEN,
        /** 429, or 503 with Retry-After. */
        THROTTLED,
        /** 404 or 405: the kind or the object is not there. */
        ABSENT,
        /** 410: the resource version is too old. */
        EXPIRED,
        /** The reply broke a budget, a type or a format: the data was refused. */
        REJECTED,
        /** Given up on our side: a full queue, an open breaker, a shutdown. */
        NOT_SENT
    }

    /** What an answer that is no success means; its message is the server's own words, made fit to be shown. */
    public static ApiProblem of(ApiReply reply) {
        return of(reply.status(), reply.body());
    }

    /** The same for a status and as much of its body as was read. */
    public static ApiProblem of(int status, byte[] body) {
        var kind = switch (status) {
            case 401 -> Kind.UNAUTHENTICATED;
            case 403 -> Kind.FORBIDDEN;
            case 404, 405 -> Kind.ABSENT;
            case 410 -> Kind.EXPIRED;
            case 429 -> Kind.THROTTLED;
            default -> status >= 500 ? Kind.UNREACHABLE : Kind.REJECTED;
        };
        var words = ServerWords.of(body);
        return new ApiProblem(kind, words.isEmpty() ? "HTTP " + status : "HTTP " + status + ": " + words);
    }

    /** Carries a problem where an exception is wanted. */
    public static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient ApiProblem problem;

        public Failure(ApiProblem problem) {
            super(problem.message(), null, false, false);
            this.problem = problem;
        }

        public ApiProblem problem() {
            return problem;
        }
    }
}
