// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import io.granary.simulator.rancher.Caller;
import io.granary.simulator.rancher.TokenStore;
import io.vertx.core.http.HttpServerRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was asked of the local cluster, each thing once: to compare with what a role grants. */
public final class RequestLog {
    private static final String LOCAL = "/k8s/clusters/local";
    private static final int MOST = 100_000;

    private final TokenStore tokens;
    private final Set<Asked> asked = ConcurrentHashMap.newKeySet();

    RequestLog(TokenStore tokens) {
        this.tokens = tokens;
    }

    /**
     * One kind of request.
     *
     * @param user the owner of the token, empty without one
     * @param path at the API server, without the query
     * @param isWatch whether the query asks for a watch
     * @param selection the field selector of the query, or empty
     */
    public record Asked(String user, String method, String path, boolean isWatch, String selection) {}

    /** Notes the request, and hands it on. */
    HttpServerRequest note(HttpServerRequest request) {
        var path = request.path();
        if (path == null || !path.startsWith(LOCAL) || asked.size() >= MOST) {
            return request;
        }
        var token = Optional.ofNullable(request.getHeader("authorization")).orElse("");
        var user = tokens.owner(token.replaceFirst("^Bearer ", ""))
                .map(Caller::user)
                .orElse("");
        var watch = Optional.ofNullable(request.getParam("watch")).orElse("");
        asked.add(new Asked(
                user,
                request.method().name(),
                path.substring(LOCAL.length()),
                watch.equals("1") || watch.equals("true"),
                Optional.ofNullable(request.getParam("fieldSelector")).orElse("")));
        return request;
    }

    /** What this user asked for, in the order of paths. */
    public List<Asked> of(String user) {
        return asked.stream()
                .filter(one -> one.user().equals(user))
                .sorted(Comparator.comparing(Asked::path).thenComparing(Asked::method))
                .toList();
    }
}
