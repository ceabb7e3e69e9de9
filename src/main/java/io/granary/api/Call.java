// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.Identity;
import io.granary.api.core.StatusProblem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that has been authenticated and authorised.
 *
 * @param parameters the query, decoded; the first of equal names counts
 * @param body of a POST, else empty
 */
record Call(HttpServerRequest request, Identity identity, Map<String, String> parameters, Buffer body) {
    private static final int MOST_PARAMETERS = 100;

    /**
     * Reads a query string.
     *
     * @throws StatusProblem 400 when it is not well encoded
     */
    static Map<String, String> parameters(String query) {
        var parameters = new LinkedHashMap<String, String>();
        if (query.isEmpty()) {
            return parameters;
        }
        try {
            for (var pair : query.split("&", MOST_PARAMETERS + 1)) {
                var parts = pair.split("=", 2);
                var value = parts.length > 1 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "";
                parameters.putIfAbsent(URLDecoder.decode(parts[0], StandardCharsets.UTF_8), value);
            }
        } catch (IllegalArgumentException garbled) {
            throw StatusProblem.badRequest("the query is not well encoded: % stands before two hexadecimal digits");
        }
        return parameters;
    }

    String accept() {
        var accept = request.getHeader("accept");
        return accept == null ? "" : accept;
    }
}
