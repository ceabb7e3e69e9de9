// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The part of a reply that comes before its body, and what may be said against it. */
record ReplyHead(
        int status,
        String contentType,
        @Nullable String encoding,
        @Nullable Instant date,
        @Nullable String retryAfter,
        long length) {

    static ReplyHead of(HttpClientResponse response) {
        var headers = response.headers();
        var type = headers.get(HttpHeaders.CONTENT_TYPE);
        return new ReplyHead(
                response.statusCode(),
                type == null ? "" : PlainText.of(type, 200),
                headers.get(HttpHeaders.CONTENT_ENCODING),
                RetryAfter.date(headers.get(HttpHeaders.DATE)),
                headers.get(HttpHeaders.RETRY_AFTER),
                number(headers.get(HttpHeaders.CONTENT_LENGTH)));
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean asksForQuiet() {
        return status == 429 || (status == 503 && retryAfter != null);
    }

    /** Why this reply must not be read, or null. */
    @Nullable
    String objection(ApiCall call) {
        if (status >= 300 && status < 400) {
            return "answered with a redirect (HTTP " + status + "), and none is followed";
        }
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return "sent a compressed body, which was not asked for";
        }
        if (!isSuccess()) {
            return null;
        }
        if (length > call.budget().bodyBytes()) {
            return "announced a body of " + length + " bytes, and at most "
                    + call.budget().bodyBytes() + " are read";
        }
        return accepted(call)
                ? null
                : "sent content type '" + contentType + "', and " + accept(call) + " was asked for";
    }

    private boolean accepted(ApiCall call) {
        var sent = mediaType(contentType);
        for (var asked : accept(call).split(",", 16)) {
            if (mediaType(asked).equals(sent)) {
                return true;
            }
        }
        return false;
    }

    private static String accept(ApiCall call) {
        return call.headers().getOrDefault("accept", "application/json");
    }

    private static String mediaType(String value) {
        var end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static long number(@Nullable String value) {
        if (value == null || value.isEmpty() || value.length() > 18) {
            return value == null ? 0 : Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException garbage) {
            return Long.MAX_VALUE;
        }
    }
}
