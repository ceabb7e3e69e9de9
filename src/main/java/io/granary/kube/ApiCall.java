// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request to an API server.
 *
 * @param method an HTTP method in capitals
 * @param path the absolute path with its query, already percent-encoded, relative to the API server
 *     ({@code /apis/kubevirt.io/v1/virtualmachines?limit=500})
 * @param headers further headers; the door itself sets authorization and user agent
 * @param body the request body, or null for none
 * @param budget what the reply may cost
 */
public record ApiCall(String method, String path, Map<String, String> headers, byte @Nullable [] body, Budget budget) {

    public ApiCall {
        headers = Map.copyOf(headers);
    }

    /** A GET that accepts JSON. */
    public static ApiCall get(String path, Budget budget) {
        return new ApiCall("GET", path, Map.of("accept", "application/json"), null, budget);
    }

    /** A DELETE of one object. */
    public static ApiCall delete(String path) {
        return new ApiCall("DELETE", path, Map.of("accept", "application/json"), null, Budget.OBJECT);
    }

    /** The same with a header more. */
    ApiCall with(String header, String value) {
        var more = new TreeMap<>(headers);
        more.put(header, value);
        return new ApiCall(method, path, more, body, budget);
    }
}
