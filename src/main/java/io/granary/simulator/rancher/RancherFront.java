// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Rancher's door: who may pass, which cluster is meant, and what is answered when it cannot be reached (rancher/rancher
 * pkg/clusterrouter, pkg/dialer, pkg/auth/requests).
 */
public final class RancherFront {
    private static final String CLUSTERS = "/k8s/clusters/";
    private static final long BODY_LIMIT = 1 << 20;
    private static final String UNAUTHORIZED =
            "{\"type\":\"error\",\"status\":\"401\",\"message\":\"Unauthorized 401: must authenticate\"}";

    private final Vertx vertx;
    private final TokenStore tokens;
    private final Function<String, Optional<Tunnel>> tunnels;
    private final Duration agentTimeout;
    private final Supplier<String> authorityPem;

    /**
     * @param tunnels the way to a cluster by its id; empty when Rancher knows no such cluster
     * @param authorityPem the authority of Rancher's certificates, as its setting cacerts says
     * @param agentTimeout how long Rancher waits for a dead agent on the path of the Kubernetes API; 20 to 40 s
     */
    public RancherFront(
            Vertx vertx,
            TokenStore tokens,
            Function<String, Optional<Tunnel>> tunnels,
            Duration agentTimeout,
            Supplier<String> authorityPem) {
        this.vertx = vertx;
        this.tokens = tokens;
        this.tunnels = tunnels;
        this.agentTimeout = agentTimeout;
        this.authorityPem = authorityPem;
    }

    /** Answers every request that is not for the simulator itself. */
    public void handle(HttpServerRequest request) {
        var path = request.path();
        switch (path) {
            case "/ping" -> end(request, 200, "text/plain", "pong");
            case "/healthz" -> end(request, 200, "text/plain", "ok");
            case "/v3/settings/cacerts" -> end(request, 200, "application/json", cacerts());
            case null -> end(request, 400, "text/plain", "400 Bad Request");
            default -> {
                if (path.startsWith(CLUSTERS)) {
                    toCluster(request, path.substring(CLUSTERS.length()));
                } else {
                    outside(request);
                }
            }
        }
    }

    private void outside(HttpServerRequest request) {
        if (tokens.identify(request, TokenStore.LOCAL).isEmpty()) {
            end(request, 401, "application/json", UNAUTHORIZED);
        } else {
            end(request, 404, "text/plain; charset=utf-8", "404 page not found\n");
        }
    }

    private void toCluster(HttpServerRequest request, String idAndPath) {
        int slash = idAndPath.indexOf('/');
        var id = slash < 0 ? idAndPath : idAndPath.substring(0, slash);
        var path = slash < 0 ? "/" : idAndPath.substring(slash);
        var caller = tokens.identify(request, id);
        boolean steve = path.startsWith("/v1/");
        if (caller.isEmpty()) {
            end(request, 401, "application/json", UNAUTHORIZED);
            return;
        }
        var tunnel = tunnels.apply(id);
        if (tunnel.isEmpty()) {
            end(request, 404, "text/plain; charset=utf-8", unknown(id));
        } else if (!steve && tooLarge(request)) {
            end(request, 500, "text/plain; charset=utf-8", "http: request body too large");
        } else {
            through(request, tunnel.get(), new Target(id, path, steve, caller.get()));
        }
    }

    private record Target(String id, String path, boolean steve, Caller caller) {}

    private void through(HttpServerRequest request, Tunnel tunnel, Target target) {
        switch (tunnel.link()) {
            case CONNECTED -> tunnel.api().handle(request, target.path(), target.caller());
            case PENDING -> end(request, 503, "", notProvisioned());
            case OFFLINE -> {
                var body = target.steve()
                        ? "lost connection to cluster: failed to find Session for client stv-cluster-" + target.id()
                        : "cluster agent disconnected";
                later(() -> end(request, 500, "text/plain; charset=utf-8", body));
            }
        }
    }

    private void later(Runnable answer) {
        if (agentTimeout.toMillis() < 1) {
            answer.run();
        } else {
            vertx.setTimer(agentTimeout.toMillis(), timer -> answer.run());
        }
    }

    private String cacerts() {
        return new JsonObject()
                .put("id", "cacerts")
                .put("type", "setting")
                .put("baseType", "setting")
                .put("name", "cacerts")
                .put("value", authorityPem.get())
                .encode();
    }

    private static boolean tooLarge(HttpServerRequest request) {
        var length = request.getHeader("Content-Length");
        return length != null && length.matches("[0-9]{1,18}") && Long.parseLong(length) > BODY_LIMIT;
    }

    private static String unknown(String id) {
        return apiError("NotFound", 404, "clusters.management.cattle.io \"" + id + "\" not found");
    }

    private static String notProvisioned() {
        return apiError("ClusterUnavailable", 503, "cluster not provisioned");
    }

    /** Norman's APIError, which Rancher writes as it stands in memory. */
    private static String apiError(String code, int status, String message) {
        return new JsonObject()
                .put("Code", new JsonObject().put("Code", code).put("Status", status))
                .put("Message", message)
                .putNull("Cause")
                .put("FieldName", "")
                .encode();
    }

    private static void end(HttpServerRequest request, int status, String type, String body) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status);
        if (!type.isEmpty()) {
            response.putHeader("Content-Type", type);
        }
        response.end(body);
    }
}
