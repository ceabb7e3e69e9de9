// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer other than success, as a Kubernetes {@code Status} (apimachinery {@code api/errors}). */
public final class StatusException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** One entry of {@code details.causes}; {@code field} may be empty. */
    public record Cause(String reason, String message, String field) {}

    /** What the error is about: {@code details}. */
    public record Details(String group, String kind, String name, List<Cause> causes, int retryAfterSeconds) {
        public static final Details NONE = new Details("", "", "", List.of(), 0);
    }

    private final int code;
    private final String reason;
    private final transient Details details;

    public StatusException(int code, String reason, String message, Details details) {
        super(message, null, false, false);
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    public Details details() {
        return details == null ? Details.NONE : details;
    }

    public String text() {
        var message = getMessage();
        return message == null ? "" : message;
    }

    public static StatusException of(int code, String reason, String message) {
        return new StatusException(code, reason, message, Details.NONE);
    }

    public static StatusException notFound(GroupResource of, String name) {
        return about(404, "NotFound", of, name, "%s \"%s\" not found".formatted(of, name));
    }

    public static StatusException alreadyExists(GroupResource of, String name) {
        return about(409, "AlreadyExists", of, name, "%s \"%s\" already exists".formatted(of, name));
    }

    public static StatusException conflict(GroupResource of, String name, String why) {
        var message = "Operation cannot be fulfilled on %s \"%s\": %s".formatted(of, name, why);
        return about(409, "Conflict", of, name, message);
    }

    public static StatusException forbidden(GroupResource of, String name, String why) {
        var what = name.isEmpty() ? of + " is forbidden" : "%s \"%s\" is forbidden".formatted(of, name);
        return about(403, "Forbidden", of, name, what + ": " + why);
    }

    public static StatusException badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    /** 410: the revision asked for is no longer there. */
    public static StatusException expired(String message) {
        return of(410, "Expired", message);
    }

    /** 422 with all that is wrong; the message lists the causes as the API server does. */
    public static StatusException invalid(String group, String kind, String name, List<Cause> causes) {
        var texts = causes.stream()
                .map(cause -> cause.field().isEmpty() ? cause.message() : cause.field() + ": " + cause.message())
                .toList();
        var list = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
        var full = group.isEmpty() ? kind : kind + "." + group;
        var message = "%s \"%s\" is invalid: %s".formatted(full, name, list);
        return new StatusException(422, "Invalid", message, new Details(group, kind, name, causes, 0));
    }

    private static StatusException about(int code, String reason, GroupResource of, String name, String message) {
        return new StatusException(code, reason, message, new Details(of.group(), of.resource(), name, List.of(), 0));
    }

    /** The cause of an invalid field, or null-safe shorthand for tests and hooks. */
    public static Cause cause(String reason, String message, @Nullable String field) {
        return new Cause(reason, message, field == null ? "" : field);
    }
}
