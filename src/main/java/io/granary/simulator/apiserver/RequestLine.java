// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads method, path and query as {@code RequestInfoFactory} of apiserver does. */
final class RequestLine {
    private static final Set<String> BELOW_NAMESPACES = Set.of("status", "finalize");

    private RequestLine() {}

    static ApiRequest parse(String method, String path, @Nullable String query) {
        var parameters = parameters(query);
        var parts = parts(path);
        var core = !parts.isEmpty() && parts.getFirst().equals("api");
        var grouped = !parts.isEmpty() && parts.getFirst().equals("apis");
        var prefix = core ? 2 : 3;
        if (!core && !grouped || parts.size() <= prefix) {
            var verb = method.toLowerCase(java.util.Locale.ROOT);
            return new ApiRequest(verb, "", "", "", "", "", "", path, parameters);
        }
        var group = core ? "" : parts.get(1);
        var version = parts.get(prefix - 1);
        var rest = parts.subList(prefix, parts.size());
        var namespace = "";
        if (rest.getFirst().equals("namespaces") && rest.size() > 1) {
            namespace = rest.get(1);
            if (rest.size() > 2 && !(BELOW_NAMESPACES.contains(rest.get(2)) && core)) {
                rest = rest.subList(2, rest.size());
            } else {
                namespace = "";
            }
        }
        var name = rest.size() > 1 ? rest.get(1) : "";
        var subresource = rest.size() > 2 ? String.join("/", rest.subList(2, rest.size())) : "";
        return new ApiRequest(
                verb(method, name, parameters),
                group,
                version,
                namespace,
                rest.getFirst(),
                name,
                subresource,
                path,
                parameters);
    }

    private static String verb(String method, String name, Map<String, String> parameters) {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
            case "GET", "HEAD" -> {
                var flag = parameters.get("watch");
                if (flag != null && !flag.equals("false") && !flag.equals("0")) {
                    yield "watch";
                }
                yield name.isEmpty() ? "list" : "get";
            }
            default -> method.toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static List<String> parts(String path) {
        var parts = new ArrayList<String>();
        for (var part : path.split("/")) {
            if (!part.isEmpty()) {
                parts.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        }
        return parts;
    }

    private static Map<String, String> parameters(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return Map.of();
        }
        var found = new HashMap<String, String>();
        new QueryStringDecoder(query, false).parameters().forEach((name, values) -> found.put(name, values.getFirst()));
        return Map.copyOf(found);
    }
}
