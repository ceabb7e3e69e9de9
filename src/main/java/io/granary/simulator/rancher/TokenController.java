// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Accepts the tokens that somebody writes as objects into the local cluster (rancher/rancher pkg/auth/requests,
 * pkg/auth/tokens): {@code <name>:<token>}, of a user who exists and is enabled, for {@code ttl} milliseconds from the
 * creation of the object, where that is not 0.
 */
final class TokenController {
    private static final GroupResource TOKENS = RancherUsers.management("tokens");
    private static final GroupResource USERS = RancherUsers.management("users");

    private final ObjectStore store;
    private final TokenStore tokens;
    private final Clock clock;
    private final Map<ObjectKey, String> accepted = new ConcurrentHashMap<>();

    private TokenController(ObjectStore store, TokenStore tokens, Clock clock) {
        this.store = store;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Works from now on, on the threads of those who write. */
    static void follow(ObjectStore store, TokenStore tokens, Clock clock) {
        store.onChange(new TokenController(store, tokens, clock)::changed);
    }

    private void changed(ObjectChange change) {
        if (!change.resource().equals(TOKENS)) {
            return;
        }
        var key = change.after().key();
        Optional.ofNullable(accepted.remove(key)).ifPresent(tokens::revoke);
        var token = LocalObject.read(change.after().json());
        var secret = token.path("token").asText("");
        if (change.kind() == ObjectChange.Kind.DELETED || secret.isEmpty()) {
            return;
        }
        var bearer = key.name() + ":" + secret;
        var cluster = token.path("clusterName").asText("");
        var caller = new Caller(
                token.path("userId").asText(),
                List.of("system:cattle:authenticated", "system:authenticated"),
                cluster.isEmpty() ? null : cluster);
        accepted.put(key, bearer);
        tokens.accept(bearer, caller, () -> isGood(token));
    }

    private boolean isGood(JsonNode token) {
        var life = token.path("ttl").asLong();
        var made = Instant.parse(token.at("/metadata/creationTimestamp").asText());
        boolean expired = life != 0 && Duration.between(made, clock.instant()).toMillis() > life;
        return !expired
                && token.path("enabled").asBoolean(true)
                && store.find(USERS, ObjectKey.cluster(token.path("userId").asText()))
                        .filter(user ->
                                LocalObject.read(user.json()).path("enabled").asBoolean(true))
                        .isPresent();
    }
}
