// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal, as the Kubernetes {@code Status} (meta/v1) that the client will read. The message says what is wrong and
 * what is allowed; it never holds internals.
 */
public final class StatusProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;
    private final transient Details details;

    private StatusProblem(int code, String reason, String message, Details details) {
        super(message, null, false, false);
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    /**
     * What a Status says beyond its message.
     *
     * @param name of the object, or empty
     * @param group of the kind, or empty
     * @param kind the resource or kind, or empty
     * @param retryAfterSeconds 0 for none
     * @param continueToken with 410 only: from where an inconsistent list may go on
     */
    public record Details(
            String name,
            String group,
            String kind,
            List<Cause> causes,
            int retryAfterSeconds,
            @Nullable String continueToken) {
        static final Details NONE = new Details("", "", "", List.of(), 0, null);

        static Details of(String name, String group, String kind) {
            return new Details(name, group, kind, List.of(), 0, null);
        }

        static Details retry(int seconds, List<Cause> causes) {
            return new Details("", "", "", causes, seconds, null);
        }
    }

    /** One wrong field. */
    public record Cause(String reason, String message, String field) {
        public static Cause forbidden(String field, String why) {
            return new Cause("FieldValueForbidden", "Forbidden: " + why, field);
        }

        public static Cause invalid(String field, String value, String why) {
            return new Cause("FieldValueInvalid", "Invalid value: \"" + Text.shown(value) + "\": " + why, field);
        }

        public static Cause required(String field, String why) {
            return new Cause("FieldValueRequired", "Required value: " + why, field);
        }

        public static Cause unsupported(String field, String value, List<String> allowed) {
            var quoted = allowed.stream().map(one -> '"' + one + '"').toList();
            return new Cause(
                    "FieldValueNotSupported",
                    "Unsupported value: \"" + Text.shown(value) + "\": supported values: " + String.join(", ", quoted),
                    field);
        }
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    public Details details() {
        return details;
    }

    /** The message, which a StatusProblem always has. */
    public String text() {
        var text = getMessage();
        return text == null ? reason : text;
    }

    public static StatusProblem badRequest(String message) {
        return new StatusProblem(400, "BadRequest", message, Details.NONE);
    }

    public static StatusProblem unauthorized() {
        return new StatusProblem(401, "Unauthorized", "Unauthorized", Details.NONE);
    }

    /** Refused by authorisation; unknown and forbidden read the same. */
    public static StatusProblem forbidden(String user, Attributes asked, String why) {
        var where = asked.namespace().isEmpty()
                ? " at the cluster scope"
                : " in the namespace \"" + asked.namespace() + '"';
        var what = asked.resource() + '.' + asked.group();
        var name = asked.name().isEmpty() ? "" : " \"" + asked.name() + '"';
        var message = what + name + " is forbidden: User \"" + Text.shown(user) + "\" cannot " + asked.verb()
                + " resource \"" + asked.resource() + "\" in API group \"" + asked.group() + '"' + where
                + (why.isEmpty() ? "" : ": " + Text.shown(why));
        return new StatusProblem(403, "Forbidden", message, Details.of(asked.name(), asked.group(), asked.resource()));
    }

    public static StatusProblem noSuchPath() {
        return new StatusProblem(404, "NotFound", "the server could not find the requested resource", Details.NONE);
    }

    public static StatusProblem notFound(String group, String resource, String name) {
        var message = resource + '.' + group + " \"" + name + "\" not found";
        return new StatusProblem(404, "NotFound", message, Details.of(name, group, resource));
    }

    public static StatusProblem methodNotAllowed(String method, String allowed) {
        var message = "the server does not allow " + Text.shown(method) + " on the requested resource, only " + allowed;
        return new StatusProblem(405, "MethodNotAllowed", message, Details.NONE);
    }

    public static StatusProblem notAcceptable(List<String> served) {
        var message = "only the following media types are accepted: " + String.join(", ", served);
        return new StatusProblem(406, "NotAcceptable", message, Details.NONE);
    }

    public static StatusProblem unsupportedMediaType(List<String> served) {
        var message = "the body of the request was in an unknown format - accepted media types include: "
                + String.join(", ", served);
        return new StatusProblem(415, "UnsupportedMediaType", message, Details.NONE);
    }

    public static StatusProblem bodyTooLarge(int limit) {
        var message = "Request entity too large: limit is " + limit + " bytes";
        return new StatusProblem(413, "RequestEntityTooLarge", message, Details.NONE);
    }

    public static StatusProblem headersTooLarge() {
        return new StatusProblem(431, "BadRequest", "Request header fields too large", Details.NONE);
    }

    /** 409: the object is not as the client thinks. */
    public static StatusProblem conflict(String group, String resource, String name, String why) {
        var message = "Operation cannot be fulfilled on " + resource + '.' + group + " \"" + name + "\": " + why;
        return new StatusProblem(409, "Conflict", message, Details.of(name, group, resource));
    }

    /** 507: the request is well, and there is no place for what it brings. */
    public static StatusProblem noRoom(String message) {
        return new StatusProblem(507, "InsufficientStorage", message, Details.NONE);
    }

    /** 422, one cause for each wrong field. */
    public static StatusProblem invalid(String group, String kind, List<Cause> causes) {
        var told = causes.stream()
                .map(cause -> cause.field() + ": " + cause.message())
                .toList();
        var list = told.size() == 1 ? told.getFirst() : "[" + String.join(", ", told) + "]";
        return new StatusProblem(
                422,
                "Invalid",
                kind + '.' + group + " \"\" is invalid: " + list,
                new Details("", group, kind, List.copyOf(causes), 0, null));
    }

    /** 410: the client lists anew, or goes on inconsistently with the token. */
    public static StatusProblem expired(String message, @Nullable String continueToken) {
        return new StatusProblem(410, "Expired", message, new Details("", "", "", List.of(), 0, continueToken));
    }

    /** 504: we are not yet where the client already was. */
    public static StatusProblem revisionTooLarge(long asked, long current) {
        var message = "Too large resource version: " + Long.toUnsignedString(asked) + ", current: " + current;
        var cause = new Cause("ResourceVersionTooLarge", "Too large resource version", "");
        return new StatusProblem(504, "Timeout", message, Details.retry(1, List.of(cause)));
    }

    public static StatusProblem tooManyRequests(String message, int retryAfterSeconds) {
        return new StatusProblem(429, "TooManyRequests", message, Details.retry(retryAfterSeconds, List.of()));
    }

    public static StatusProblem unavailable(String message) {
        return new StatusProblem(503, "ServiceUnavailable", message, Details.retry(1, List.of()));
    }

    /** A fault of ours: the log has the trace, the client has none of it. */
    public static StatusProblem internal() {
        var message = "Internal error occurred: the request was well formed; the hub's log tells more";
        return new StatusProblem(500, "InternalError", message, Details.NONE);
    }
}
