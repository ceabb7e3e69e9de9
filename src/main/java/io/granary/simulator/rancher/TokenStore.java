// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import io.granary.simulator.site.Seeds;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The tokens that Rancher accepts (rancher/rancher pkg/auth/requests): {@code <token name>:<secret>} for every cluster
 * or for one, and the tokens of the local cluster's service accounts for the local cluster alone.
 */
public final class TokenStore {
    /** The id of the cluster that Rancher itself runs in. */
    public static final String LOCAL = "local";

    /** The cookie of a browser's session; its value is a token (rancher/rancher pkg/auth/tokens). */
    public static final String COOKIE = "R_SESS";

    private static final String BEARER = "Bearer ";

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final AtomicLong sessions = new AtomicLong();
    private final Seeds seeds;

    public TokenStore(Seeds seeds) {
        this.seeds = seeds;
    }

    private record Known(Caller caller, BooleanSupplier good) {}

    /** Makes a token of that name and returns what goes behind {@code Bearer}. */
    public String issue(String name, String user, List<String> groups) {
        return put(name + ":" + seeds.of(name).suffix(54), new Caller(user, groups, null));
    }

    /** A token that is good for one cluster only; everywhere else Rancher answers 401. */
    public String issueFor(String cluster, String name, String user) {
        return put(name + ":" + seeds.of(name).suffix(54), new Caller(user, List.of("system:authenticated"), cluster));
    }

    /** The token of a service account of the local cluster. */
    public String serviceAccount(String namespace, String name) {
        var user = "system:serviceaccount:" + namespace + ":" + name;
        var header = encoded("{\"alg\":\"ES256\",\"kid\":\"simulator\"}");
        var claims = encoded("{\"iss\":\"https://kubernetes.default.svc\",\"sub\":\"" + user + "\"}");
        return put(
                header + "." + claims + "." + seeds.of(user).suffix(86),
                new Caller(
                        user,
                        List.of(
                                "system:serviceaccounts",
                                "system:serviceaccounts:" + namespace,
                                "system:authenticated"),
                        LOCAL));
    }

    /** A token that somebody else made, good as long as that says so. */
    void accept(String token, Caller caller, BooleanSupplier good) {
        known.put(token, new Known(caller, good));
    }

    /** From now on the token is answered with 401. */
    public void revoke(String token) {
        known.remove(token);
    }

    /** Whose token it is, whichever cluster it is for. */
    public Optional<Caller> owner(String token) {
        return Optional.ofNullable(known.get(token))
                .filter(one -> one.good().getAsBoolean())
                .map(Known::caller);
    }

    /** A new token with the rights of the user's other ones; empty for somebody who has none. */
    public Optional<String> session(String user) {
        return known.values().stream()
                .map(Known::caller)
                .filter(caller -> caller.user().equals(user) && caller.onlyCluster() == null)
                .findFirst()
                .map(caller -> issue(
                        "token-" + seeds.of(user + sessions.incrementAndGet()).suffix(5), user, caller.groups()));
    }

    /** The token that a request brings along: in its header, or in the cookie of a session. */
    public static Optional<String> brought(HttpServerRequest request) {
        var authorization = request.getHeader("Authorization");
        if (authorization != null) {
            return authorization.startsWith(BEARER)
                    ? Optional.of(authorization.substring(BEARER.length()).strip())
                    : Optional.empty();
        }
        return Optional.ofNullable(request.getCookie(COOKIE)).map(Cookie::getValue);
    }

    /** Who asks, if his token is good for that cluster. */
    public Optional<Caller> identify(HttpServerRequest request, String cluster) {
        return brought(request).flatMap(this::owner).filter(caller -> caller.mayReach(cluster));
    }

    private String put(String token, Caller caller) {
        known.put(token, new Known(caller, () -> true));
        return token;
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
