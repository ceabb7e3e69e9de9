// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import io.granary.simulator.site.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that Rancher accepts (rancher/rancher pkg/auth/requests): {@code <token name>:<secret>} for every cluster
 * or for one, and the tokens of the local cluster's service accounts for the local cluster alone.
 */
public final class TokenStore {
    /** The id of the cluster that Rancher itself runs in. */
    public static final String LOCAL = "local";

    private static final String BEARER = "Bearer ";

    private final Map<String, Caller> callers = new ConcurrentHashMap<>();
    private final Seeds seeds;

    public TokenStore(Seeds seeds) {
        this.seeds = seeds;
    }

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

    /** From now on the token is answered with 401. */
    public void revoke(String token) {
        callers.remove(token);
    }

    /** Whose token it is, whichever cluster it is for. */
    public Optional<Caller> owner(String token) {
        return Optional.ofNullable(callers.get(token));
    }

    Optional<Caller> identify(@Nullable String authorization, String cluster) {
        if (authorization == null || !authorization.startsWith(BEARER)) {
            return Optional.empty();
        }
        return owner(authorization.substring(BEARER.length()).strip()).filter(caller -> caller.mayReach(cluster));
    }

    private String put(String token, Caller caller) {
        callers.put(token, caller);
        return token;
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
